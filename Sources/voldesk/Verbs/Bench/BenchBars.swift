// The workload of bars: a vendor's file of a million minutes read, hashed and checked.

import Feeds
import Glibc
import MarketData
import Numerics

extension Workload {
  static var barWorkloads: [Workload] {
    [Workload("bars-import", "read, hash and check a generated CSV of a million minute bars", bars)]
  }

  private static let rows = 1_000_000

  /// Reads the file as an import does, up to the rows that a database would take.
  private static func bars(_ context: BenchContext) throws -> Measurement {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/bars.csv"
    let bytes = try writeBars(to: path, seed: context.givenSeed ?? 42)
    var processor: [Int64] = []
    let result = try timed(samples: context.repeats ?? 7) {
      ()
    } work: { _ in
      let before = processorNanoseconds()
      let file = try readMarketFile(path)
      processor.append(processorNanoseconds() - before)
      return try sums(file)
    }
    let middle = Double(result.times.sorted()[result.times.count / 2])
    // Reading and hashing share the time of two cores where there are two.
    let cores = Double(processor.sorted()[processor.count / 2])
    return Measurement(
      items: rows, unit: "bars", samples: result.times, checksum: result.checksum,
      figures: [
        ("bytes", "\(bytes)"), ("MB_per_s", three(Double(bytes) / middle * 1e3)),
        ("processor_ms", three(cores / 1e6)),
      ])
  }

  /// What the bars of a file add up to, and the start of its hash.
  private static func sums(_ file: MarketFile) throws -> String {
    guard case .bars(let tables) = file.content, let table = tables.first, tables.count == 1 else {
      throw BenchFault(text: "the file does not read as one table of bars")
    }
    var cents: Int64 = 0
    for close in table.close { cents += Int64((close * 100).rounded()) }
    let findings = file.findings.reduce(0) { $0 + $1.count }
    return "\(table.count) \(cents) \(findings) \(file.sha256.prefix(12))"
  }

  /// Writes `datetime,open,high,low,close,volume` for the sessions from 2014 on.
  ///
  /// - Returns: The bytes of the file.
  private static func writeBars(to path: String, seed: UInt64) throws -> Int {
    let sink = try FileSink(path)
    var stream = RandomStream(seed: seed, purpose: "bars")
    var pending = Array("datetime,open,high,low,close,volume\n".utf8)
    var (count, left) = (0, rows)
    var price = 20_000
    var date = CivilDate(year: 2014, month: 1, day: 2) ?? CivilDate(dayNumber: 16_072)
    while left > 0 {
      let minutes = TradingCalendar.session(on: date)?.minutes ?? 0
      for minute in 0..<min(minutes, left) {
        let open = price
        price = max(1_000, price + Int(stream.uniform() * 21) - 10)
        let clock = 9 * 60 + 30 + minute
        let prices = [open, max(open, price) + 3, min(open, price) - 3, price].map(dollars)
        let line =
          "\(date) \(two(clock / 60)):\(two(clock % 60)):00,\(prices.joined(separator: ",")),"
          + "\(1_000 + Int(stream.uniform() * 90_000))\n"
        pending.append(contentsOf: line.utf8)
      }
      left -= min(minutes, left)
      date = TradingCalendar.next(after: date)
      count += pending.count
      sink.take(pending)
      pending.removeAll(keepingCapacity: true)
    }
    try sink.finish()
    return count
  }

  private static func dollars(_ cents: Int) -> String { "\(cents / 100).\(two(cents % 100))" }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  /// Nanoseconds that all threads of this process have run.
  private static func processorNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
