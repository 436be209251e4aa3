// Opening a file or a folder of vendors' bars as a tape.

import MarketData
import Numerics

/// The files of a recording as bars, and what else lies beside them.
struct BarRecording {
  private(set) var tables: [BarColumns] = []
  private(set) var hashes: [String] = []
  private var otherFormats: [String] = []
  private var others = 0

  /// Most files that a folder may hold, and how deep they may lie.
  private static let fileLimit = 5_000
  private static let depthLimit = 12

  /// Reads a file, or every file below a folder in order of path.
  ///
  /// - Throws: `FeedError` for a damaged file; files of other kinds in a folder are passed over.
  init(path: String) throws {
    if !isFolder(path) {
      take(try readMarketFile(path))
      return
    }
    for file in try BarRecording.files(path, depth: 0) {
      if isDayFile(file) {
        pass("reconstructed days")
        continue
      }
      do {
        take(try readMarketFile(file))
      } catch let error as FeedError where error.code == "unsupported-format" {
        pass(error.code)
      }
    }
  }

  private mutating func take(_ file: MarketFile) {
    guard case .bars(let bars) = file.content else { return pass(file.format) }
    tables += bars
    hashes.append(file.sha256)
  }

  private mutating func pass(_ format: String) {
    others += 1
    if !otherFormats.contains(format) { otherFormats.append(format) }
  }

  /// What is not played, in words.
  var leftOut: [String] {
    guard others > 0 else { return [] }
    let formats = otherFormats.sorted().joined(separator: ", ")
    return ["\(others) other file\(others == 1 ? " is" : "s are") not played: \(formats)"]
  }

  /// SHA-256 of the only file, or over the hashes of all in order of path.
  var dataHash: String {
    hashes.count == 1
      ? hashes[0] : SHA256.hexadecimal(SHA256.hash(hashes.flatMap { Array($0.utf8) }))
  }

  private static func files(_ folder: String, depth: Int) throws -> [String] {
    guard depth < depthLimit else {
      throw FeedError(file: folder, rule: "lies more than \(depthLimit) folders deep")
    }
    var files: [String] = []
    for name in try directoryNames(folder) {
      let path = "\(folder)/\(name)"
      if isFolder(path) {
        files += try BarRecording.files(path, depth: depth + 1)
      } else {
        files.append(path)
      }
    }
    guard files.count <= fileLimit else {
      throw FeedError(file: folder, rule: "holds more than \(fileLimit) files")
    }
    return files
  }
}

/// A tape of a vendor's file or folder.
func openBars(_ path: String) throws -> RecordedTape {
  let recording = try BarRecording(path: path)
  do {
    return try RecordedTape(
      bars: recording.tables, source: path, dataHash: recording.dataHash,
      leftOut: recording.leftOut)
  } catch var error as FeedError {
    if let other = recording.leftOut.first { error.rule += " (\(other))" }
    throw error
  }
}
