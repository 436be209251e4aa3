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
    var result = Measurement(
      items: score.chains / max(1, times.count), unit: "chains a day", samples: times,
      checksum: defectChecksum(kinds(score)), figures: figures(score))
    result.table =
      defectTable(kinds(score) + [overall(score)])
      + [["verdicts", "\(score.verdicts)", "", "\(score.rightVerdicts)", "", "", ""]]
    return result
  }

  private static func kinds(_ score: ChainDefectScore) -> [DefectRow] {
    score.tallies.map {
      DefectRow(
        name: $0.kind.rawValue, counts: ($0.injected, $0.caught, $0.named, $0.alarms),
        recall: $0.recall, precision: $0.precision)
    }
  }

  private static func overall(_ score: ChainDefectScore) -> DefectRow {
    .overall(score.overall, found: score.overall.named)
  }

  private static func figures(_ score: ChainDefectScore) -> [(name: String, value: String)] {
    let clips = score.clips
    return [
      ("chains", "\(score.chains)"), ("quotes", "\(score.quotes)"),
      ("verdicts", "\(score.verdicts)"), ("verdicts_right", "\(score.rightVerdicts)"),
      ("other_drops", "\(score.otherDrops)"),
    ] + defectFigures(kinds(score), overall: overall(score)) + [
      ("values", "\(clips.values)"), ("values_clipped", "\(clips.total)"),
      ("clipped_calendars", "\(clips.calendars)"), ("clipped_verticals", "\(clips.verticals)"),
      ("clipped_butterflies", "\(clips.butterflies)"), ("clipped_farthest", "\(clips.farthest)"),
    ]
  }
}
