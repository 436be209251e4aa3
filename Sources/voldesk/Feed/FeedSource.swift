// What `--feed` names: standard input, a file or pipe, a program, or a provider's address.

import Canvas
import Feeds
import Glibc
import Numerics

/// Where a live feed comes from.
enum FeedSource: Hashable, Sendable {
  /// Standard input.
  case input
  /// A file with an end.
  case file(String)
  /// A pipe by name, or a device.
  case pipe(String)
  /// A program, as a shell reads it.
  case command(String)
  /// A provider that is asked again and again.
  case provider(ProviderKind, [String])

  /// Reads the value of `--feed`.
  init(_ text: String) throws(StartFailure) {
    if text == "-" {
      self = FeedSource.isRegular(descriptor: 0) ? .file("-") : .input
      return
    }
    if let provider = try FeedSource.provider(text) {
      self = provider
      return
    }
    var status = stat()
    guard stat(text, &status) == 0 else {
      if text.hasPrefix("/") || text.hasPrefix("./"), !text.contains(" ") {
        throw StartFailure(text: "--feed \(text): \(systemText())", code: 3)
      }
      self = .command(text)
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG where access(text, X_OK) == 0: self = .command(text)
    case S_IFREG: self = .file(text)
    case S_IFIFO, S_IFCHR: self = .pipe(text)
    default:
      throw StartFailure(
        text: "--feed \(text) is neither a file, a pipe nor a program", code: 3)
    }
  }

  private static func isRegular(descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private static func provider(_ text: String) throws(StartFailure) -> FeedSource? {
    guard let colon = text.firstIndex(of: ":"),
      let kind = ProviderKind(rawValue: String(text[..<colon]))
    else { return nil }
    let symbols = text[text.index(after: colon)...].split(separator: ",").map(String.init)
    let isPlain = symbols.allSatisfy { symbol in
      symbol.utf8.count <= 21 && symbol.utf8.allSatisfy { (0x30...0x5A).contains($0) || $0 == 0x2E }
    }
    guard !symbols.isEmpty, isPlain else {
      throw StartFailure(
        text: "--feed \(text) names no symbols; write \(kind.rawValue):SPY,QQQ", code: 2)
    }
    return .provider(kind, symbols)
  }

  /// The name in the run's key: short, plain, and the same for the same feed.
  var name: String {
    switch self {
    case .input, .file("-"): "-"
    case .file(let path), .pipe(let path):
      FeedSource.plain(path.split(separator: "/").last ?? "feed")
    case .command(let text):
      FeedSource.plain((text.split(separator: " ").first ?? "").split(separator: "/").last ?? "")
        + "-" + SHA256.hexadecimal(SHA256.hash(Array(text.utf8))).prefix(8)
    case .provider(let kind, let symbols): "\(kind.rawValue)-\(symbols.joined(separator: "-"))"
    }
  }

  private static func plain(_ text: Substring) -> String {
    String(
      text.unicodeScalars.prefix(24).map { scalar in
        scalar.isASCII
          && (scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value)
            || "._-".unicodeScalars.contains(scalar))
          ? Character(scalar) : "_"
      })
  }

  /// Whether it ends for good when its bytes end.
  var hasEnd: Bool {
    switch self {
    case .input, .file: true
    default: false
    }
  }
}
