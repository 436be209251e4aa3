// The closest known name to one that was mistyped.

/// The known name nearest to a mistyped one, nil when none is near.
///
/// Counts insertions, deletions, substitutions and exchanges of neighbours (optimal string
/// alignment), and accepts about one slip in three letters. Of two that are as near, the one that
/// starts alike for longer wins.
public func nearestKey(to name: String, among known: [String]) -> String? {
  let typed = Array(name.lowercased().prefix(64))
  var best: (key: String, distance: Int, shared: Int)?
  for key in known.sorted() {
    let letters = Array(key.lowercased().prefix(64))
    let distance = editDistance(typed, letters)
    let shared = zip(typed, letters).prefix { $0 == $1 }.count
    if (distance, -shared) < (best?.distance ?? .max, -(best?.shared ?? 0)) {
      best = (key, distance, shared)
    }
  }
  guard let best, best.distance <= max(1, max(typed.count, best.key.count) / 3) else { return nil }
  return best.key
}

/// The ending of a message that proposes the nearest known name; empty when none is near.
func hint(for name: String, among known: [String]) -> String {
  nearestKey(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
}

private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
  guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
  var before = [Int](repeating: 0, count: right.count + 1)
  var previous = Array(0...right.count)
  for row in 1...left.count {
    var current = [row] + [Int](repeating: 0, count: right.count)
    for column in 1...right.count {
      let cost = left[row - 1] == right[column - 1] ? 0 : 1
      var best = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + cost)
      if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1]
      {
        best = min(best, before[column - 2] + 1)
      }
      current[column] = best
    }
    before = previous
    previous = current
  }
  return previous[right.count]
}
