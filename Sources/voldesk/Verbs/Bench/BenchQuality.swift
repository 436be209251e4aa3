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
    var result = Measurement(
      items: score.quotes / max(1, times.count), unit: "quotes a day", samples: times,
      checksum: defectChecksum(kinds(score)), figures: figures(score))
    result.table = defectTable(kinds(score) + [overall(score)])
    return result
  }

  private static func kinds(_ score: DefectScore) -> [DefectRow] {
    score.tallies.map {
      DefectRow(
        name: $0.kind.rawValue, counts: ($0.injected, $0.caught, $0.named, $0.alarms),
        recall: $0.recall, precision: $0.precision)
    }
  }

  private static func overall(_ score: DefectScore) -> DefectRow {
    .overall(score.overall, found: score.overall.caught)
  }

  private static func figures(_ score: DefectScore) -> [(name: String, value: String)] {
    [("quotes", "\(score.quotes)"), ("natural", "\(score.natural)")]
      + defectFigures(kinds(score), overall: overall(score))
      + ChainVerdict.allCases.map {
        ("surfaces_\($0.rawValue.lowercased())", "\(score.verdicts[$0] ?? 0)")
      }
  }
}
