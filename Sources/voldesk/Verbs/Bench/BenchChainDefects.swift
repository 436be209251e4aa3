// What a chain's validators find of the dirt that is known to be in it.

import Feeds

extension Workload {
  static var chainDefectWorkloads: [Workload] {
    [
      Workload(
        "chain-defects", "dirt found by the validators of chains, a session a sample", chainDefects)
    ]
  }

  /// One sample a session of three chains of every underlying; `--repeat` sets how many.
  private static func chainDefects(_ context: BenchContext) throws -> Measurement {
    var score = ChainDefectScore()
    var times: [Int64] = []
    for day in 0..<(context.repeats ?? 5) {
      let start = steadyNanoseconds()
      try score.play(sessions: 1, seed: context.seed + UInt64(day))
      times.append(steadyNanoseconds() - start)
    }
    let counts = score.tallies.map { "\($0.injected),\($0.caught),\($0.named),\($0.alarms)" }
    var result = Measurement(
      items: score.chains / max(1, times.count), unit: "chains a day", samples: times,
      checksum: shortHash(Array(counts.joined(separator: ";").utf8)), figures: figures(score))
    result.table = table(score)
    return result
  }

  private static func figures(_ score: ChainDefectScore) -> [(name: String, value: String)] {
    var list: [(name: String, value: String)] = [
      ("chains", "\(score.chains)"), ("quotes", "\(score.quotes)"),
      ("verdicts", "\(score.verdicts)"), ("verdicts_right", "\(score.rightVerdicts)"),
      ("other_drops", "\(score.otherDrops)"),
    ]
    for tally in score.tallies {
      let name = tally.kind.rawValue
      list.append(("\(name)_sent", "\(tally.injected)"))
      if let recall = tally.recall { list.append(("\(name)_recall", "\(recall)")) }
      if let precision = tally.precision { list.append(("\(name)_precision", "\(precision)")) }
    }
    let all = score.overall
    list.append(("recall", "\(Double(all.named) / Double(max(1, all.injected)))"))
    list.append(("precision", "\(Double(all.named) / Double(max(1, all.named + all.alarms)))"))
    let clips = score.clips
    list += [
      ("values", "\(clips.values)"), ("values_clipped", "\(clips.total)"),
      ("clipped_calendars", "\(clips.calendars)"), ("clipped_verticals", "\(clips.verticals)"),
      ("clipped_butterflies", "\(clips.butterflies)"), ("clipped_farthest", "\(clips.farthest)"),
    ]
    return list
  }

  private static func table(_ score: ChainDefectScore) -> [[String]] {
    let share = { (value: Double?) in value.map { rounded($0, 4) } ?? "-" }
    let all = score.overall
    let rows = score.tallies.map {
      [
        $0.kind.rawValue.replacing("_", with: " "), "\($0.injected)", "\($0.caught)",
        "\($0.named)", "\($0.alarms)", share($0.recall), share($0.precision),
      ]
    }
    let total = [
      "overall", "\(all.injected)", "\(all.caught)", "\(all.named)", "\(all.alarms)",
      share(Double(all.named) / Double(max(1, all.injected))),
      share(Double(all.named) / Double(max(1, all.named + all.alarms))),
    ]
    let verdicts = ["verdicts", "\(score.verdicts)", "", "\(score.rightVerdicts)", "", "", ""]
    return [["defect", "sent", "caught", "named", "false", "recall", "precision"]] + rows
      + [total, verdicts]
  }
}
