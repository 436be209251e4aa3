// voldesk bench: measures the engine on this machine.

import Canvas
import Configuration
import Glibc
import MarketData

/// A workload.
struct Workload {
  let name: String
  let summary: String
  let run: (BenchContext) throws -> Measurement

  init(_ name: String, _ summary: String, _ run: @escaping (BenchContext) throws -> Measurement) {
    self.name = name
    self.summary = summary
    self.run = run
  }
}

/// Runs the named workloads, or all of them.
func runBench(_ invocation: Invocation) -> Int32 {
  let all = Workload.all
  if invocation.has("--list") {
    for line in aligned(all.map { [$0.name, $0.summary] }) { say(line) }
    return 0
  }
  let names = all.map(\.name)
  for word in invocation.operands where !names.contains(word) {
    let near = nearestKey(to: word, among: names).map { "did you mean \($0)?" }
    complain("unknown workload \(word); \(near ?? "see voldesk bench --list")")
    return 2
  }
  let context: BenchContext
  do throws(ConfigurationError) {
    context = try BenchContext(invocation)
  } catch {
    return refuse(error)
  }
  let report = BenchReport(isJSON: invocation.has("--json"), seed: context.seed)
  report.begin()
  var failed = 0
  for workload in all
  where invocation.operands.isEmpty || invocation.operands.contains(workload.name) {
    PeakMemory.reset()
    do {
      report.tell(workload.name, try workload.run(context), peak: PeakMemory.bytes)
    } catch let skip as BenchSkip {
      report.skip(workload.name, skip.reason)
    } catch {
      failed += 1
      report.fail(workload.name, (error as? BenchFault)?.text ?? "\(error)")
    }
  }
  return failed == 0 ? 0 : 1
}

extension Workload {
  /// Every workload, in the order in which they run.
  static var all: [Workload] {
    engineWorkloads + decisionWorkloads + pricingWorkloads + closedFormWorkloads
      + hestonWorkloads + gridWorkloads + sabrWorkloads + volatilityWorkloads + reversionWorkloads
      + storeWorkloads
      + chainWorkloads + criticalWorkloads + screenWorkloads + qualityWorkloads
      + chainDefectWorkloads + tickWorkloads
      + barWorkloads + riskWorkloads + bookWorkloads + verifyWorkloads
  }
}

extension BenchContext {
  /// What a command line gives the workloads.
  ///
  /// `--data` names the folder of sample data or that of vendors' files, which `VOLDESK_DATA` names
  /// as well; the latter holds a folder `series`.
  init(_ invocation: Invocation) throws(ConfigurationError) {
    let named = invocation.text("--data") ?? ""
    let isVendor = access("\(named)/series", R_OK) == 0 && !named.isEmpty
    let home =
      isVendor
      ? try DataHome.find(
        flag: nil, environment: environmentVariables(), executable: executablePath(),
        workingDirectory: ".") : try dataHome(invocation)
    let given = invocation.integer("--seed").map { UInt64($0) }
    self.init(
      sampleData: home.sampleData, repeats: invocation.integer("--repeat"), seed: given ?? 7,
      givenSeed: given,
      vendorData: isVendor ? named : environmentVariables()["VOLDESK_DATA"])
  }
}

/// Prints results as lines for people or as JSON, one object a line.
struct BenchReport {
  let isJSON: Bool
  let seed: UInt64

  /// Machine, date, version and command.
  func begin() {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let date = NewYorkTime.date(Instant(nanoseconds: Int64(now.tv_sec) * 1_000_000_000))
    let command = (["voldesk"] + CommandLine.arguments.dropFirst()).joined(separator: " ")
    let machine = "\(MachineFindings.processor), \(MachineFindings.cores) cores"
    if isJSON {
      say(
        "{\"machine\":\(jsonText(machine)),\"date\":\(jsonText("\(date)")),"
          + "\"version\":\(jsonText(programVersion)),\"command\":\(jsonText(command)),"
          + "\"seed\":\(seed)}")
    } else {
      say("\(machine)\n\(date)  voldesk \(programVersion)  \(command)  seed \(seed)\n")
      say(row(["workload", "n", "median", "quartiles", "per item", "items/s", "peak", "checksum"]))
    }
  }

  func tell(_ name: String, _ result: Measurement, peak: Int) {
    if isJSON { return say(json(name, result, peak: peak)) }
    let figures = result.figures.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    say(
      row([
        name, "\(result.items) \(result.unit)", duration(Double(result.quantile(0.5))),
        "\(duration(Double(result.quantile(0.25)))) \(duration(Double(result.quantile(0.75))))",
        duration(result.perItem), count(result.rate), "\(peak >> 20) MiB", result.checksum,
      ]))
    if result.table.isEmpty {
      if !figures.isEmpty { say("  \(figures)") }
    } else {
      let columns = Set(1..<(result.table.first?.count ?? 2))
      for line in aligned(result.table, indent: 2, numeric: columns) { say(line) }
    }
  }

  func skip(_ name: String, _ reason: String) {
    say(
      isJSON
        ? "{\"name\":\(jsonText(name)),\"skipped\":\(jsonText(reason))}"
        : row([name, "skipped: \(reason)"]))
  }

  func fail(_ name: String, _ reason: String) {
    if isJSON { say("{\"name\":\(jsonText(name)),\"failed\":\(jsonText(reason))}") }
    complain("\(name): \(reason)")
  }

  private func json(_ name: String, _ result: Measurement, peak: Int) -> String {
    let fields: [(String, String)] =
      [
        ("name", jsonText(name)), ("n", "\(result.items)"), ("unit", jsonText(result.unit)),
        ("samples", "\(result.samples.count)"), ("median_ns", "\(result.quantile(0.5))"),
        ("q1_ns", "\(result.quantile(0.25))"), ("q3_ns", "\(result.quantile(0.75))"),
        ("per_item_ns", jsonNumber(result.perItem)), ("items_per_s", jsonNumber(result.rate)),
        ("peak_resident_bytes", "\(peak)"), ("checksum", jsonText(result.checksum)),
      ]
      + result.figures.map {
        ($0.name, Double($0.value)?.isFinite == true ? $0.value : jsonText($0.value))
      }
    return "{\(fields.map { "\(jsonText($0.0)):\($0.1)" }.joined(separator: ","))}"
  }

  private func row(_ cells: [String]) -> String {
    let widths = [23, 20, 9, 18, 9, 8, 8, 0]
    return zip(cells, widths).map { cell, width in
      cell + String(repeating: " ", count: max(0, width - cell.count))
    }.joined(separator: "  ")
  }

  private func duration(_ nanoseconds: Double) -> String {
    switch nanoseconds {
    case ..<1e3: "\(three(nanoseconds)) ns"
    case ..<1e6: "\(three(nanoseconds / 1e3)) us"
    case ..<1e9: "\(three(nanoseconds / 1e6)) ms"
    default: "\(three(nanoseconds / 1e9)) s"
    }
  }

  private func count(_ value: Double) -> String {
    switch value {
    case ..<1e3: three(value)
    case ..<1e6: "\(three(value / 1e3))k"
    default: "\(three(value / 1e6))M"
    }
  }
}

/// A number with three digits.
func three(_ value: Double) -> String {
  let scale = value >= 100 ? 1.0 : value >= 10 ? 10.0 : 100.0
  let rounded = (value * scale).rounded() / scale
  return rounded >= 100 ? "\(Int(rounded))" : "\(rounded)"
}

/// A number with a count of decimals.
func rounded(_ value: Double, _ decimals: Int) -> String { decimalText(value, decimals: decimals) }
