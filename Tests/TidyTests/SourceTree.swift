// The files of the package that the rules read.

import Glibc
import TestKit

/// Finds and reads the package's own files.
enum SourceTree {
  /// Every Swift source of the package, by path.
  static let swift: [SourceFile] = read(
    ["Sources", "Tests", "Package.swift"], endings: [".swift"])

  /// Every text a trader reads or edits beside the sources: name and lines.
  static let texts: [SourceFile] = read(
    [".ci", "README.md", "config", "themes", "sample-data", "Sources"],
    endings: [".md", ".json5", ".h", ".modulemap", "run"])

  /// The names of the folders in Sources.
  static var targets: [String] {
    names(in: ProjectPaths.inRoot("Sources")).filter {
      !paths("Sources/\($0)").filter { $0.hasSuffix(".swift") || $0.hasSuffix(".h") }.isEmpty
    }
  }

  private static func read(_ roots: [String], endings: [String]) -> [SourceFile] {
    roots.flatMap { paths($0) }.filter { path in endings.contains { path.hasSuffix($0) } }
      .compactMap { path in
        let text = try? ProjectPaths.text(of: ProjectPaths.inRoot(path))
        return text.map { SourceFile(path: path, text: $0) }
      }
  }

  /// A file itself, or every file below a folder, sorted; hidden ones left out.
  private static func paths(_ path: String) -> [String] {
    var status = stat()
    guard stat(ProjectPaths.inRoot(path), &status) == 0 else { return [] }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    return names(in: ProjectPaths.inRoot(path)).flatMap { paths("\(path)/\($0)") }
  }

  private static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
