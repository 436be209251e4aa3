// Reading whole small files, with the system's own words when it fails.

import Glibc

/// The bytes of a file.
/// - Throws: `FeedError` naming the file and why it cannot be read.
func readFile(_ path: String, limit: Int = 256 << 20) throws -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FeedError(file: path, rule: systemMessage(errno)) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else {
    throw FeedError(file: path, rule: systemMessage(errno))
  }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw FeedError(file: path, rule: "is not a regular file")
  }
  guard status.st_size <= limit else {
    throw FeedError(file: path, rule: "is larger than \(limit >> 20) MiB")
  }
  var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
  var filled = 0
  while filled < bytes.count {
    let got = bytes.withUnsafeMutableBytes { buffer in
      read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
    }
    if got < 0, errno == EINTR { continue }
    guard got >= 0 else { throw FeedError(file: path, rule: systemMessage(errno)) }
    if got == 0 { break }
    filled += got
  }
  bytes.removeLast(bytes.count - filled)
  return bytes
}

/// The system's text for an error number.
func systemMessage(_ code: Int32) -> String {
  "cannot be read: " + String(cString: strerror(code))
}

/// Whether something stands at a path.
func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// The names in a folder, in order, without hidden ones.
func directoryNames(_ folder: String) throws -> [String] {
  guard let handle = opendir(folder) else {
    throw FeedError(file: folder, rule: systemMessage(errno))
  }
  defer { closedir(handle) }
  var names: [String] = []
  while let entry = readdir(handle) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if !name.hasPrefix(".") { names.append(name) }
  }
  return names.sorted()
}

/// Whether a path is a folder.
func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
