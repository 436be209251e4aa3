// The table and the figures of a score of defects, the same for quotes and for chains.

/// What was found of one kind of defect, or of all kinds together.
struct DefectRow {
  /// The kind as the simulator spells it; `overall` for the sum.
  let name: String
  /// How many were sent, may price nothing, are called what they are, and how many sound ones are.
  let counts: (sent: Int, caught: Int, named: Int, alarms: Int)
  /// The share found of what was sent; nil when none was.
  let recall: Double?
  /// The share of what is called that which is that; nil when nothing is.
  let precision: Double?

  /// The sum of all kinds.
  ///
  /// - Parameters:
  ///   - counts: Sent, caught, named and false.
  ///   - found: Which of them counts as found: caught or named.
  /// - Returns: The row, with no recall or precision missing.
  static func overall(
    _ counts: (injected: Int, caught: Int, named: Int, alarms: Int), found: Int
  ) -> DefectRow {
    DefectRow(
      name: "overall", counts: (counts.injected, counts.caught, counts.named, counts.alarms),
      recall: Double(found) / Double(max(1, counts.injected)),
      precision: Double(counts.named) / Double(max(1, counts.named + counts.alarms)))
  }

  /// The cells of a row for people.
  var cells: [String] {
    let share = { (value: Double?) in value.map { rounded($0, 4) } ?? "-" }
    return [
      name.replacing("_", with: " "), "\(counts.sent)", "\(counts.caught)", "\(counts.named)",
      "\(counts.alarms)", share(recall), share(precision),
    ]
  }
}

/// The rows with their heading.
func defectTable(_ rows: [DefectRow]) -> [[String]] {
  [["defect", "sent", "caught", "named", "false", "recall", "precision"]] + rows.map(\.cells)
}

/// Each kind's figures by name, then those of all of them.
func defectFigures(_ kinds: [DefectRow], overall: DefectRow) -> [(name: String, value: String)] {
  var list: [(name: String, value: String)] = []
  for kind in kinds {
    list.append(("\(kind.name)_sent", "\(kind.counts.sent)"))
    if let recall = kind.recall { list.append(("\(kind.name)_recall", "\(recall)")) }
    if let precision = kind.precision { list.append(("\(kind.name)_precision", "\(precision)")) }
  }
  for (name, value) in [("recall", overall.recall), ("precision", overall.precision)] {
    if let value { list.append((name, "\(value)")) }
  }
  return list
}

/// A checksum of everything that was counted.
func defectChecksum(_ kinds: [DefectRow]) -> String {
  let counts = kinds.map {
    "\($0.counts.sent),\($0.counts.caught),\($0.counts.named),\($0.counts.alarms)"
  }
  return shortHash(Array(counts.joined(separator: ";").utf8))
}
