// Reading files and folders with plain system calls.

import Glibc

/// The bytes of a file, nil when there is none.
///
/// - Throws: One issue when the file is there but cannot be read, or is too large to be meant.
func readFile(_ path: String) throws(ConfigurationError) -> [UInt8]? {
  func refuse(_ text: String) -> ConfigurationError {
    ConfigurationError([ConfigIssue(source: path, place: "", text: text)])
  }
  guard let file = fopen(path, "rbe") else {
    let reason = errno
    guard reason != ENOENT, reason != ENOTDIR else { return nil }
    throw refuse("cannot be read: \(String(cString: strerror(reason)))")
  }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count <= ConfigDocument.largest {
    let count = fread(&chunk, 1, chunk.count, file)
    guard count > 0 else { break }
    bytes.append(contentsOf: chunk[0..<count])
  }
  guard ferror(file) == 0 else {
    throw refuse("cannot be read: \(String(cString: strerror(errno)))")
  }
  return bytes
}

/// The names in a folder, sorted; empty when it cannot be read.
func fileNames(in folder: String) -> [String] {
  guard let directory = opendir(folder) else { return [] }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names.sorted()
}

/// Whether a path names a folder.
func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
