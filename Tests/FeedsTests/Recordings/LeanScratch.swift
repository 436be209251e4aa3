// A folder in Lean's shape that goes away with the test, and rows for its files.

/// A scratch folder with Lean's files in it.
typealias LeanScratch = ScratchFolder

extension ScratchFolder {
  /// Writes a text into its folder.
  func text(_ name: String, _ text: String) throws { try write(text, name) }

  /// A quote row whose bars stand still.
  static func quote(_ ms: Int, _ bid: String, _ ask: String) -> String {
    "\(ms),\(bid),\(bid),\(bid),\(bid),3,\(ask),\(ask),\(ask),\(ask),4\n"
  }

  /// A trade row whose bar stands still.
  static func trade(_ ms: Int, _ price: String, _ volume: Int = 5) -> String {
    "\(ms),\(price),\(price),\(price),\(price),\(volume)\n"
  }
}
