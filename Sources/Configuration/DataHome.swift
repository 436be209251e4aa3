// Where sample data and themes are found.
//
// `--data DIR`, else `VOLDESK_HOME`, else the nearest ancestor of the executable, then of the
// working directory, that holds `sample-data`. With none the desk runs on what is built in.

import Glibc

/// The folder that holds `sample-data` and `themes`.
public struct DataHome: Hashable, Sendable {
  /// The folder of sample data, nil when there is none.
  public let sampleData: String?
  /// The folder of themes, nil when there is none.
  public let themes: String?

  /// Looks for the home.
  ///
  /// - Parameters:
  ///   - flag: The value of `--data`.
  ///   - environment: The variables.
  ///   - executable: The path of the running program; its links are followed.
  ///   - workingDirectory: Where it was started.
  /// - Returns: The folders found; nil ones when there are none.
  /// - Throws: One issue when a named folder holds no data.
  public static func find(
    flag: String?, environment: [String: String], executable: String, workingDirectory: String
  ) throws(ConfigurationError) -> DataHome {
    if let flag { return try named(flag, by: "--data") }
    if let variable = environment["VOLDESK_HOME"], !variable.isEmpty {
      return try named(variable, by: "VOLDESK_HOME")
    }
    let program = realPath(executable) ?? executable
    for start in [parent(of: program), realPath(workingDirectory) ?? workingDirectory] {
      if let home = nearest(from: start) { return DataHome(home) }
    }
    return DataHome(sampleData: nil, themes: nil)
  }

  /// A home, or a folder of sample data itself.
  private static func named(
    _ folder: String, by source: String
  ) throws(ConfigurationError) -> DataHome {
    if isFolder("\(folder)/sample-data") { return DataHome(folder) }
    if isFolder("\(folder)/daily") || isFolder("\(folder)/days") {
      let beside = "\(folder)/../themes"
      return DataHome(sampleData: folder, themes: isFolder(beside) ? beside : nil)
    }
    let text = "\(folder) holds no sample-data; name the folder that does"
    throw ConfigurationError([ConfigIssue(source: source, place: "", text: text)])
  }

  private init(sampleData: String?, themes: String?) {
    self.sampleData = sampleData
    self.themes = themes
  }

  private init(_ home: String) {
    let themes = "\(home)/themes"
    self.init(sampleData: "\(home)/sample-data", themes: isFolder(themes) ? themes : nil)
  }

  private static func nearest(from start: String) -> String? {
    var folder = start
    for _ in 0..<64 {
      if isFolder("\(folder)/sample-data") { return folder }
      let above = parent(of: folder)
      guard above != folder else { return nil }
      folder = above
    }
    return nil
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      return path.hasPrefix("/") ? "/" : "."
    }
    return String(path[..<slash])
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
