// Writing desk.json5: the whole file or nothing, and never over a file that does not read.

import Glibc

extension EditableConfiguration {
  /// Writes changes into the folder's `desk.json5`, beside whatever else was written there.
  ///
  /// The folder is made when it is not there. The files are read again under a lock, so that two
  /// desks on one folder lose nothing of each other's.
  /// - Returns: The path of the file.
  /// - Throws: Why nothing was written: no folder, a file that does not read, or the system's reason.
  @discardableResult
  public func store(_ changes: [ConfigurationEdit]) throws(ConfigurationError) -> String {
    guard let folder else {
      throw ConfigurationError([
        ConfigIssue(
          source: DeskEdits.fileName, place: "",
          text: "there is no folder to keep it in; set HOME or XDG_CONFIG_HOME, or give --config")
      ])
    }
    try makeFolder(folder)
    let lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw refusal(folder, "cannot be opened") }
    defer { close(lock) }
    guard flock(lock, LOCK_EX) == 0 else { throw refusal(folder, "cannot be locked") }
    let path = "\(folder)/\(DeskEdits.fileName)"
    try replaceFile(path, Array(try storedText(changes).utf8))
    // The name is durable once the folder is; a file system that cannot say so is left alone.
    _ = fsync(lock)
    return path
  }
}

private func refusal(_ path: String, _ text: String) -> ConfigurationError {
  let reason = String(cString: strerror(errno))
  return ConfigurationError([
    ConfigIssue(source: path, place: "", text: "\(text): \(reason); nothing was changed")
  ])
}

/// Makes a folder with those above it.
private func makeFolder(_ path: String) throws(ConfigurationError) {
  if path.isEmpty || isFolder(path) { return }
  if let slash = path.lastIndex(of: "/") { try makeFolder(String(path[..<slash])) }
  guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw refusal(path, "cannot be made") }
}

/// Puts bytes in place of a file: a new file beside it, made durable, takes its name.
private func replaceFile(_ path: String, _ bytes: [UInt8]) throws(ConfigurationError) {
  let fresh = "\(path).tmp"
  let file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
  guard file >= 0 else { throw refusal(fresh, "cannot be written") }
  var done = 0
  var isWritten = true
  while isWritten, done < bytes.count {
    let count = bytes[done...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    isWritten = count > 0
    done += max(0, count)
  }
  isWritten = isWritten && fsync(file) == 0
  let reason = errno
  close(file)
  guard isWritten, rename(fresh, path) == 0 else {
    if !isWritten { errno = reason }
    let failure = refusal(path, "cannot be written")
    unlink(fresh)
    throw failure
  }
}
