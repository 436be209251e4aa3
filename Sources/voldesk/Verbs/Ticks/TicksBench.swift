// voldesk ticks bench: the checksums of the common questions, and how long they take.

import Feeds
import MarketData
import Persistence

/// Measures the tick store and prints what it computed.
func benchTicks(_ invocation: Invocation) throws -> Int32 {
  let rows = invocation.integer("--rows") ?? 1_000_000
  let seed = UInt64(invocation.integer("--seed") ?? 42)
  let trial = TickTrial(rows: rows, seed: seed)
  let answers = TickAnswers(trial.ticks.streamed())
  let times = try tickTimes(trial, answers.table, samples: invocation.integer("--repeat") ?? 5)
  if invocation.has("--json") {
    let spread = times.map { name, samples in
      (
        name,
        jsonObject([
          ("mean", jsonNumber(samples.mean)), ("min", jsonNumber(samples.least)),
          ("max", jsonNumber(samples.most)), ("sd", jsonNumber(samples.deviation)),
          ("median", jsonNumber(samples.median)),
        ])
      )
    }
    say(
      jsonObject(
        answers.fields + [
          ("seed", "\(seed)"), ("resident_column_bytes", "\(answers.table.reservedBytes)"),
          ("times_ms", jsonObject(times.map { ($0.name, jsonNumber($0.samples.median)) })),
          ("spread_ms", jsonObject(spread)),
        ]))
    return 0
  }
  for line in factLines(answers.fields) { say(line) }
  say("")
  let columns = [
    ModelColumn("what", texts: times.map(\.name)),
    ModelColumn("median ms", figures: times.map(\.samples.median), decimals: 3),
    ModelColumn("mean", figures: times.map(\.samples.mean), decimals: 3),
    ModelColumn("min", figures: times.map(\.samples.least), decimals: 3),
    ModelColumn("max", figures: times.map(\.samples.most), decimals: 3),
    ModelColumn("sd", figures: times.map(\.samples.deviation), decimals: 3),
  ]
  for line in tableLines(columns) { say(line) }
  return 0
}

/// Milliseconds of several runs.
private struct Milliseconds {
  let values: [Double]

  var mean: Double { values.reduce(0, +) / Double(max(1, values.count)) }
  var least: Double { values.min() ?? 0 }
  var most: Double { values.max() ?? 0 }
  var median: Double { values.isEmpty ? 0 : values.sorted()[values.count / 2] }
  var deviation: Double? {
    guard values.count > 1 else { return nil }
    let squares = values.map { ($0 - mean) * ($0 - mean) }
    return (squares.reduce(0, +) / Double(values.count - 1)).squareRoot()
  }
}

private func tickTimes(
  _ trial: TickTrial, _ table: TradeTable, samples: Int
) throws -> [(name: String, samples: Milliseconds)] {
  func time(_ name: String, _ work: @escaping () throws -> Int) rethrows
    -> (name: String, samples: Milliseconds)
  {
    var values: [Double] = []
    for turn in 0...samples {
      let start = steadyNanoseconds()
      let count = try work()
      let spent = Double(steadyNanoseconds() - start) / 1e6
      // The first run warms up; a run of no rows would be none.
      if turn > 0, count > 0 { values.append(spent) }
    }
    return (name, Milliseconds(values: values))
  }
  let folder = try ScratchFolder()
  // A database each time: one that holds the ticks already would have nothing to write.
  let stores = try (0...samples).map { try DeskStore("\(folder.path)/ticks-\($0).db") }
  defer { for store in stores { store.close() } }
  var turn = -1
  return [
    time("append") { trial.ticks.streamed().count },
    time("bulk_load") { trial.ticks.table.count },
    time("filter") { table.selected(TickTrial.hour).count },
    time("ohlcv_1m") { table.bars(every: TickTrial.minute).count },
    time("vwap_5m") { table.weightedPrices(every: 5 * TickTrial.minute).count },
    time("rv") { table.realisedVariance().count },
    try time("durable") {
      turn += 1
      return try stores[turn].importTicks(
        trial.ticks.table, QuoteTable(),
        from: TickSource(name: "bench", format: "generated", sha256: "\(turn)", report: "[]")
      ).rows
    },
  ]
}
