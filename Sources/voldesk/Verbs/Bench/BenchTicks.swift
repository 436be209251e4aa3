// Workloads of ticks: a million of them taken in, kept, and asked about.

import Feeds
import Glibc
import MarketData
import Numerics
import Persistence

extension Workload {
  static var tickWorkloads: [Workload] {
    [
      Workload("ticks-append-1m", "append a million ticks in memory", append),
      Workload("ticks-durable-1m", "a million ticks packed and durable in a database", durable),
      Workload("ticks-filter", "rows of one symbol and one hour out of a million", filter),
      Workload("ticks-ohlcv-1m", "one-minute bars of 100 symbols from a million ticks", bars),
      Workload("ticks-vwap-5m", "five-minute mean prices of 100 symbols", means),
      Workload("ticks-rv", "realised volatility of 100 symbols from every tick", volatility),
      Workload("csv-import", "parse a generated CSV of a million ticks", csv),
    ]
  }

  private static let rows = 1_000_000

  private static func trial(_ context: BenchContext) -> TickTrial {
    TickTrial(rows: rows, seed: context.givenSeed ?? 42)
  }

  /// Loads whole columns, as the peer does; one by one, as from a feed, is a figure beside it.
  private static func append(_ context: BenchContext) throws -> Measurement {
    let trial = trial(context)
    let before = PeakMemory.bytes
    let samples = context.repeats ?? 9
    func checked(_ make: () -> TradeTable) throws -> (times: [Int64], checksum: String) {
      try timed(samples: samples) {
        ()
      } work: { _ in
        let sums = TickTrial.sums(make())
        return "\(sums.size) \(sums.cents) \(sums.last)"
      }
    }
    // The sums are part of the check, not of the work: they are timed alone and taken off.
    let table = trial.ticks.table
    let alone = try checked { table }.times.sorted()
    let check = alone[alone.count / 2]
    let result = try checked { trial.ticks.table }
    let stream = try checked { trial.ticks.streamed() }
    guard stream.checksum == result.checksum else {
      throw BenchFault(text: "one by one gave \(stream.checksum) after \(result.checksum)")
    }
    let each = stream.times.sorted()[stream.times.count / 2] - check
    return Measurement(
      items: rows, unit: "ticks", samples: result.times.map { max(0, $0 - check) },
      checksum: result.checksum,
      figures: [
        ("one_by_one_ms", "\(Double(each / 10_000) / 100)"), ("column_bytes", "\(24 * rows)"),
        ("reserved_bytes", "\(table.reservedBytes)"), ("resident_before", "\(before)"),
      ])
  }

  private static func durable(_ context: BenchContext) throws -> Measurement {
    let trial = trial(context)
    let folder = try ScratchFolder()
    var turn = 0
    var bytes = 0
    let result = try timed(samples: context.repeats ?? 5) {
      turn += 1
      return try DeskStore("\(folder.path)/ticks-\(turn).db")
    } work: { store in
      let report = try store.importTicks(
        trial.ticks.table, QuoteTable(),
        from: TickSource(name: "bench", format: "generated", sha256: "bench", report: "[]"))
      bytes = report.bytes
      return "\(report.rows) \(report.segments) \(report.bytes)"
    }
    return Measurement(
      items: rows, unit: "ticks", samples: result.times, checksum: result.checksum,
      figures: [("stored_bytes", "\(bytes)"), ("folder", folder.path)])
  }

  private static func filter(_ context: BenchContext) throws -> Measurement {
    let table = trial(context).ticks.table
    let result = try timedOften(samples: context.repeats ?? 20, repeats: 100) {
      Double(table.selected(TickTrial.hour).count)
    }
    let found = table.selected(TickTrial.hour)
    let sums = TickTrial.sums(found)
    return Measurement(
      items: 100, unit: "queries", samples: result.times,
      checksum: "\(found.count) \(sums.size) \(sums.cents)",
      figures: [("query_ms", three(Double(result.times.sorted()[result.times.count / 2]) / 1e8))])
  }

  private static func bars(_ context: BenchContext) throws -> Measurement {
    let table = trial(context).ticks.table
    let result = try timed(samples: context.repeats ?? 20) {
      ()
    } work: { _ in
      let bars = table.bars(every: TickTrial.minute)
      let sums = [bars.open, bars.high, bars.low, bars.close].map(TickAnswers.sum)
      return "\(bars.count) \(sums.map { "\($0)" }.joined(separator: " "))"
    }
    return Measurement(
      items: rows, unit: "ticks", samples: result.times, checksum: result.checksum)
  }

  private static func means(_ context: BenchContext) throws -> Measurement {
    let table = trial(context).ticks.table
    let result = try timed(samples: context.repeats ?? 20) {
      ()
    } work: { _ in
      let means = table.weightedPrices(every: 5 * TickTrial.minute)
      return "\(means.count) \(TickAnswers.sum(means))"
    }
    return Measurement(
      items: rows, unit: "ticks", samples: result.times, checksum: result.checksum)
  }

  private static func volatility(_ context: BenchContext) throws -> Measurement {
    let table = trial(context).ticks.table
    let result = try timed(samples: context.repeats ?? 20) {
      ()
    } work: { _ in
      let variances = table.realisedVariance()
      return "\(variances[37].volatility ?? 0) \(TickAnswers.sum(variances))"
    }
    return Measurement(
      items: rows, unit: "ticks", samples: result.times, checksum: result.checksum)
  }

  private static func csv(_ context: BenchContext) throws -> Measurement {
    let trial = trial(context)
    let folder = try ScratchFolder()
    let path = "\(folder.path)/ticks.csv"
    let bytes = try write(trial.ticks, to: path)
    let result = try timed(samples: context.repeats ?? 7) {
      ()
    } work: { _ in
      let file = try readTicks(path)
      return "\(file.trades.count) \(file.refused) \(file.trades.series.reduce(0) { $0 + $1.late })"
    }
    let sums = TickTrial.sums(try readTicks(path).trades)
    let middle = Double(result.times.sorted()[result.times.count / 2])
    return Measurement(
      items: rows, unit: "rows", samples: result.times,
      checksum: "\(result.checksum) \(sums.size) \(sums.cents) \(sums.last)",
      figures: [("bytes", "\(bytes)"), ("MB_per_s", three(Double(bytes) / middle * 1e3))])
  }

  /// Writes `sym,ts,px,sz`.
  ///
  /// - Returns: The bytes of the file.
  private static func write(_ ticks: GeneratedTicks, to path: String) throws -> Int {
    let sink = try FileSink(path)
    var bytes = Array("sym,ts,px,sz\n".utf8)
    var count = bytes.count
    for row in ticks.time.indices {
      let price = priceText(ticks.price[row], decimals: 4)
      let line = "\(ticks.symbol[row]),\(ticks.time[row]),\(price),\(ticks.size[row])\n"
      bytes.append(contentsOf: line.utf8)
      if bytes.count > 1 << 16 || row == ticks.time.count - 1 {
        sink.take(bytes)
        count += bytes.count
        bytes.removeAll(keepingCapacity: true)
      }
    }
    try sink.finish()
    return count - "sym,ts,px,sz\n".utf8.count
  }
}
