// Writing reports beside the desk: a thread of its own reads the journal and writes three files,
// so that the desk never waits for a report.

import Configuration
import DeskEngine
import Glibc
import MarketData
import Numerics
import Persistence
import Synchronization

/// A report to write.
struct ReportOrder: Sendable {
  /// Where the journal is read.
  enum Source: Sendable {
    /// A run of a database.
    case database(path: String, run: Int)
    /// Lines of a desk that stores nothing.
    case lines([JournalLine], run: ReportRun)
  }

  var source: Source
  var date: CivilDate
  var configuration: DeskConfiguration
  /// What the desk measured of itself when it ordered the report.
  var measures: ReportMeasures
}

/// Writes reports one after another on a thread of its own.
final class ReportWriter: Sendable {
  private struct Work {
    var orders: [ReportOrder] = []
    var isAtWork = false
  }

  private let work = Mutex(Work())
  private let folder: String
  /// Called on the writer's thread with the path of the files without their endings, or the fault.
  private let tell: @Sendable (Result<String, StoreError>) -> Void

  /// Makes a writer.
  ///
  /// - Parameters:
  ///   - folder: Where the files go; it is made when it is not there.
  ///   - tell: Called after each report.
  init(folder: String = "exports", tell: @escaping @Sendable (Result<String, StoreError>) -> Void) {
    self.folder = folder
    self.tell = tell
  }

  /// Takes an order and returns at once.
  func write(_ order: ReportOrder) {
    let starts = work.withLock { work in
      work.orders.append(order)
      defer { work.isAtWork = true }
      return !work.isAtWork
    }
    if starts, !startThread({ self.run() }) {
      work.withLock { $0 = Work() }
      tell(.failure(.file(path: folder, reason: "the system has no free thread")))
    }
  }

  /// Tells why a report could not even be ordered.
  func refuse(_ error: StoreError) { tell(.failure(error)) }

  /// Waits until every report is written.
  func finish() { while work.withLock({ $0.isAtWork }) { usleep(2_000) } }

  private func run() {
    while let order = next() {
      do throws(StoreError) { tell(.success(try carryOut(order))) } catch { tell(.failure(error)) }
    }
  }

  private func next() -> ReportOrder? {
    work.withLock { work in
      if work.orders.isEmpty {
        work.isAtWork = false
        return nil
      }
      return work.orders.removeFirst()
    }
  }

  private func carryOut(_ order: ReportOrder) throws(StoreError) -> String {
    var input = try input(order)
    input.measures = order.measures
    let report = dailyReport(input, generated: wallTime())
    mkdir(folder, 0o755)
    let stem = "\(folder)/report-\(order.date)"
    for format in ReportFormat.allCases {
      let sink = try FileSink("\(stem).\(format.rawValue)")
      sink.take(Array(format.text(report).utf8))
      try sink.finish()
    }
    return stem
  }

  private func input(_ order: ReportOrder) throws(StoreError) -> ReportInput {
    switch order.source {
    case .database(let path, let number):
      let archive = try DeskArchive(path)
      defer { archive.close() }
      return try storedInput(
        archive, try archive.run(number), date: order.date, order.configuration)
    case .lines(let lines, let run):
      var reading = FactReading(run: run.number, through: order.date)
      for line in lines { try reading.take(line) }
      var run = run
      run.journalHash = SHA256.hexadecimal(reading.hash)
      let configuration = order.configuration
      return ReportInput(
        facts: reading.facts, date: order.date, run: run,
        settings: DecisionSettings(hash: configuration.hash, configuration.decisions),
        calendar: configuration.events, clusters: configuration.universe.clusters)
    }
  }
}

/// The wall clock as an exchange time.
func wallTime() -> String { Instant(seconds: Int64(time(nil))).description }
