// A server on this machine that is first too busy.

import Glibc
import Synchronization

@testable import voldesk

/// A server that answers by path and keeps what it was asked.
final class LoopbackServer: Sendable {
  let port: Int
  private let descriptor: Int32
  private let asked = Mutex<[String]>([])
  private let answers: [(path: String, body: String)]

  init(_ answers: [(path: String, body: String)]) throws {
    self.answers = answers
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let own = descriptor
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(own, $0, length) == 0 && listen(own, 16) == 0 && getsockname(own, $0, &length) == 0
      }
    }
    guard isBound else { throw CommandRunError(text: "no port") }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  var requests: [String] { asked.withLock { $0 } }

  /// Answers on a thread of its own until the socket is closed.
  func start() {
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { raw in
        guard let raw else { return nil }
        Unmanaged<LoopbackServer>.fromOpaque(raw).takeRetainedValue().serve()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    pthread_detach(thread)
  }

  func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  private func serve() {
    while true {
      let client = accept(descriptor, nil, nil)
      guard client >= 0 else { return }
      answer(client)
      close(client)
    }
  }

  private func answer(_ client: Int32) {
    var bytes = [UInt8](repeating: 0, count: 8_192)
    let count = read(client, &bytes, bytes.count)
    let request = String(decoding: bytes[0..<max(0, count)], as: UTF8.self)
    let isFirst = asked.withLock { list in
      list.append(request)
      return list.count == 1
    }
    let path = request.split(separator: " ").dropFirst().first ?? ""
    let body = answers.first { path.hasPrefix($0.path) }?.body
    let status = isFirst ? "429 Too Many Requests" : body == nil ? "404 Not Found" : "200 OK"
    let text = body.map { $0.replacing("PORT", with: String(port)) } ?? "{}"
    let reply =
      "HTTP/1.1 \(status)\r\nContent-Length: \(text.utf8.count)\r\nConnection: close\r\n\r\n\(text)"
    writeAll(Array(reply.utf8), to: client)
  }
}
