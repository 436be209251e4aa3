// Golden files: cases whose true values come from outside voldesk.
//
// A suite that reads them has `Reference` in its name, so that one filter runs them all. Loading
// prints the file and the number of cases first: a run that read less than the folder holds shows.

import FoundationEssentials
import Glibc

/// A golden file read into a tree.
public struct ReferenceFile: Sendable {
  /// The path inside the reference folder.
  public let name: String
  /// The whole document.
  public let document: JSONValue

  /// Reads a file of the reference folder, as `pricing/bsm.json`.
  ///
  /// - Parameters:
  ///   - name: The path inside the folder; a folder holding the file directly serves too.
  ///   - folder: Where to look; the reference folder by default.
  /// - Throws: `TestDataError` when the file is missing or does not parse.
  public init(_ name: String, in folder: String = ProjectPaths.reference) throws {
    let direct = "\(folder)/\(name)"
    let flat = "\(folder)/\(name.split(separator: "/").last ?? "")"
    let path = ProjectPaths.exists(direct) ? direct : flat
    guard ProjectPaths.exists(path) else { throw TestDataError.missing(direct) }
    let bytes = try ProjectPaths.bytes(of: path)
    self.name = name
    do {
      document = try ReferenceFile.decoder.decode(JSONValue.self, from: Data(bytes))
    } catch {
      throw TestDataError.malformed(file: path, why: "\(error)")
    }
  }

  /// Every case of a list of the document; prints how many.
  ///
  /// - Parameter list: The name of the list.
  /// - Returns: All its elements, at least one.
  /// - Throws: `TestDataError.empty` when the list is absent or empty, `.fewer` when the folder
  ///   lost cases that ship with the tests; other cases may be as many as they like.
  public func cases(_ list: String = "cases") throws -> [JSONValue] {
    guard let cases = document[list]?.array, !cases.isEmpty else {
      throw TestDataError.empty(file: name, list: list)
    }
    if let shipped = shippedCases(list), shipped.count > cases.count,
      cases.allSatisfy(Set(shipped).contains)
    {
      throw TestDataError.fewer(file: name, found: cases.count, shipped: shipped.count)
    }
    let label = list == "cases" ? "" : " (\(list))"
    report("reference: \(name)\(label) \(cases.count) cases\n")
    return cases
  }

  /// Reads NaN as a number: files written by Python have it for a value that does not exist.
  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    return decoder
  }

  /// The cases of a list that ship with the tests; nil when the file does not.
  private func shippedCases(_ list: String) -> [JSONValue]? {
    let path = ProjectPaths.inRoot("Tests/Fixtures/reference/\(name)")
    guard ProjectPaths.exists(path), let bytes = try? ProjectPaths.bytes(of: path),
      let shipped = try? ReferenceFile.decoder.decode(JSONValue.self, from: Data(bytes))
    else { return nil }
    return shipped[list]?.array
  }

  /// Whether other cases than those that ship are read; they need not carry published values.
  public static var isOther: Bool { ProjectPaths.environment("VOLDESK_REFERENCE") != nil }

  /// Whether the reference folder is there at all.
  public static var folderExists: Bool { ProjectPaths.exists(ProjectPaths.reference) }

  private func report(_ line: String) {
    let bytes = Array(line.utf8)
    _ = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
  }
}
