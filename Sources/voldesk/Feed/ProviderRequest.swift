// One request to a provider: rate limit, cache, curl, and another try when the provider is busy.

import Feeds
import Glibc
import MarketData
import Numerics

/// Asks a provider for documents.
final class ProviderRequest {
  /// The largest answer that is read.
  static let most = 64 << 20
  private let base: String
  private let key: String
  private let cache: AnswerCache
  private let isStopped: () -> Bool
  private var bucket: TokenBucket
  private var backoff: Backoff

  init(_ kind: ProviderKind, seed: UInt64, isStopped: @escaping () -> Bool) {
    let environment = environmentVariables()
    key = environment[ProviderRequest.keyName(kind)] ?? ""
    let usual =
      kind == .polygon ? "https://api.polygon.io" : "https://api.tradier.com"
    var base = environment["VOLDESK_\(kind.rawValue.uppercased())_URL"] ?? usual
    while base.hasSuffix("/") { base.removeLast() }
    self.base = base
    let state = defaultDatabase(environment).split(separator: "/", omittingEmptySubsequences: false)
    cache = AnswerCache(state.dropLast().joined(separator: "/") + "/cache")
    let rate = environment["VOLDESK_FEED_REQUESTS"].flatMap { Double($0) } ?? 60
    bucket = TokenBucket(perMinute: rate > 0 ? rate : 60, burst: 10)
    backoff = Backoff(seed: seed)
    self.isStopped = isStopped
  }

  /// The variable that holds the provider's key.
  static func keyName(_ kind: ProviderKind) -> String {
    "\(kind.rawValue.uppercased())_API_KEY"
  }

  /// Whether there is a key that can stand in a header.
  var hasKey: Bool {
    !key.isEmpty && key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
  }

  /// The path of an address on the provider's own host; nil for any other host: the key goes nowhere
  /// else.
  func path(of address: String) -> String? {
    guard address.hasPrefix(base + "/") else { return nil }
    return String(address.dropFirst(base.count))
  }

  /// The document at a path.
  ///
  /// - Parameters:
  ///   - path: With its question, as it stands after the host.
  ///   - seconds: How old a kept answer may be; 0 for none.
  /// - Returns: The body of the answer.
  /// - Throws: `FeedTrouble` when there is none after six tries, or the key is refused.
  func get(_ path: String, keep seconds: Int) throws(FeedTrouble) -> [UInt8] {
    guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) else {
      throw FeedTrouble("the address has a character that none may have")
    }
    let address = base + path
    if seconds > 0, let kept = cache.answer(to: address, within: seconds) { return kept }
    for attempt in 1...6 {
      try waitForToken()
      let (status, body) = try ask(address)
      switch status {
      case 200:
        backoff.reset()
        if seconds > 0 { cache.keep(body, of: address) }
        return body
      case 429, 500...599:
        guard attempt < 6 else { break }
        try wait(backoff.next().nanoseconds)
      case 401, 403: throw FeedTrouble("the provider refuses the key (\(status))")
      default: throw FeedTrouble("the provider answers \(status)")
      }
    }
    throw FeedTrouble("the provider is busy")
  }

  private func waitForToken() throws(FeedTrouble) {
    while true {
      let wait = bucket.take(at: steadyNanoseconds())
      if wait == 0 { return }
      try self.wait(wait)
    }
  }

  private func wait(_ nanoseconds: Int64) throws(FeedTrouble) {
    let end = steadyNanoseconds() + nanoseconds
    while steadyNanoseconds() < end {
      if isStopped() { throw FeedTrouble("the desk stops") }
      usleep(UInt32(min(20_000, max(1_000, (end - steadyNanoseconds()) / 1_000))))
    }
  }

  private func ask(_ address: String) throws(FeedTrouble) -> (status: Int, body: [UInt8]) {
    let plain = address.hasPrefix("http://127.0.0.1") || address.hasPrefix("http://localhost")
    let configuration = """
      url = "\(address)"
      header = "Authorization: Bearer \(key)"
      header = "Accept: application/json"
      proto = "=\(plain ? "http,https" : "https")"
      max-time = 20
      max-filesize = \(ProviderRequest.most)
      silent
      show-error
      write-out = "\\n%{http_code}"

      """
    let child = try FeedChild(
      ["curl", "--config", "-"], message: Array(configuration.utf8), closesInput: true)
    defer { child.end() }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var polled = [pollfd(fd: child.output, events: Int16(POLLIN), revents: 0)]
      _ = poll(&polled, 1, 100)
      if isStopped() { throw FeedTrouble("the desk stops") }
      let count = read(child.output, &buffer, buffer.count)
      if count > 0 { output += buffer[0..<count] }
      if count == 0 || output.count > ProviderRequest.most + 16 { break }
      if count < 0, errno != EAGAIN, errno != EINTR { break }
    }
    // curl writes the status after the body, on a line of its own; without an answer it is 000.
    guard let end = output.lastIndex(of: 0x0A),
      let status = Int(String(decoding: output[(end + 1)...], as: UTF8.self)), status > 0
    else { throw FeedTrouble("the provider cannot be reached\(complaint(of: child))") }
    return (status, Array(output[..<end]))
  }

  /// What curl complains of, which never holds the key.
  private func complaint(of child: FeedChild) -> String {
    var buffer = [UInt8](repeating: 0, count: 400)
    let count = read(child.errors, &buffer, buffer.count)
    guard count > 0 else { return "" }
    let text = String(decoding: buffer[0..<count], as: UTF8.self).split(separator: "\n").first ?? ""
    return ": " + text.replacing(key, with: "…")
  }
}

/// Answers kept in files, each under the hash of its address.
struct AnswerCache {
  let folder: String

  init(_ folder: String) { self.folder = folder }

  private func path(_ address: String) -> String {
    "\(folder)/\(SHA256.hexadecimal(SHA256.hash(Array(address.utf8))))"
  }

  /// A kept answer that is young enough.
  func answer(to address: String, within seconds: Int) -> [UInt8]? {
    let descriptor = open(path(address), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size < ProviderRequest.most,
      // A clock that was set back makes an answer of the future: it is as good as none.
      (0..<seconds).contains(time(nil) - status.st_mtim.tv_sec)
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    let count = read(descriptor, &bytes, bytes.count)
    return count == bytes.count ? bytes : nil
  }

  /// Keeps an answer; it appears whole or not at all.
  func keep(_ bytes: [UInt8], of address: String) {
    mkdir(folder, 0o700)
    let part = path(address) + ".part"
    let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return }
    let isWhole = writeAll(bytes, to: descriptor)
    close(descriptor)
    if isWhole { rename(part, path(address)) } else { unlink(part) }
  }
}
