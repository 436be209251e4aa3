// Workloads of data quality: what the desk finds of the bad quotes it is known to be sent.

import DeskEngine
import Feeds
import MarketData

extension Workload {
  static var qualityWorkloads: [Workload] {
    [
      Workload(
        "quote-defects", "bad quotes found of those the simulator sent, a session a sample", defects
      )
    ]
  }

  /// One sample a session; `--repeat` sets how many.
  private static func defects(_ context: BenchContext) throws -> Measurement {
    var score = DefectScore()
    var tape = try SimulatorTape(seed: context.seed, defects: .extended)
    var times: [Int64] = []
    var start = steadyNanoseconds()
    while times.count < (context.repeats ?? 5), let batch = try tape.next() {
      score.add(batch, truth: tape.injectedDefects)
      guard batch.end != nil else { continue }
      times.append(steadyNanoseconds() - start)
      start = steadyNanoseconds()
    }
    let counts = score.tallies.map { "\($0.injected),\($0.caught),\($0.named),\($0.alarms)" }
    var result = Measurement(
      items: score.quotes / max(1, times.count), unit: "quotes a day", samples: times,
      checksum: shortHash(Array(counts.joined(separator: ";").utf8)), figures: figures(score))
    result.table = table(score)
    return result
  }

  private static func figures(_ score: DefectScore) -> [(name: String, value: String)] {
    var list: [(name: String, value: String)] = [
      ("quotes", "\(score.quotes)"), ("natural", "\(score.natural)"),
    ]
    for tally in score.tallies {
      let name = tally.kind.rawValue
      list.append(("\(name)_sent", "\(tally.injected)"))
      if let recall = tally.recall { list.append(("\(name)_recall", "\(recall)")) }
      if let precision = tally.precision { list.append(("\(name)_precision", "\(precision)")) }
    }
    let all = score.overall
    list.append(("recall", "\(Double(all.caught) / Double(max(1, all.injected)))"))
    list.append(("precision", "\(Double(all.named) / Double(max(1, all.named + all.alarms)))"))
    for verdict in ChainVerdict.allCases {
      list.append(("surfaces_\(verdict.rawValue.lowercased())", "\(score.verdicts[verdict] ?? 0)"))
    }
    return list
  }

  private static func table(_ score: DefectScore) -> [[String]] {
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
      share(Double(all.caught) / Double(max(1, all.injected))),
      share(Double(all.named) / Double(max(1, all.named + all.alarms))),
    ]
    return [["defect", "sent", "caught", "named", "false", "recall", "precision"]] + rows + [total]
  }
}
