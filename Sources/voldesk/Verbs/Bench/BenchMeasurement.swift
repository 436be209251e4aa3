// What a workload measured, and the loop that measures it.
//
// Times are wall nanoseconds of the monotonic clock. A result without its checksum is no result:
// repeats of one seed must agree on it, or the measurement fails.

import FoundationEssentials
import Glibc
import Numerics

/// What the workloads run on.
struct BenchContext {
  /// The folder of sample data; nil when there is none.
  var sampleData: String?
  /// Samples a workload takes; nil for its own number.
  var repeats: Int?
  /// Seed of everything generated.
  var seed: UInt64
  /// The seed that was asked for; nil for each workload's own.
  var givenSeed: UInt64? = nil
  /// The folder of vendors' files; nil when there is none.
  var vendorData: String? = nil

  /// A file of the vendors' folder.
  func vendorFile(_ name: String) throws -> String {
    guard let vendorData, access("\(vendorData)/\(name)", R_OK) == 0 else {
      throw BenchSkip(reason: "no data")
    }
    return "\(vendorData)/\(name)"
  }
}

/// Why a workload did not run.
struct BenchSkip: Error {
  let reason: String
}

/// Why a workload's numbers are worth nothing.
struct BenchFault: Error {
  let text: String
}

/// What a workload measured.
struct Measurement {
  /// Things done in one sample.
  let items: Int
  /// What one of them is.
  let unit: String
  /// Nanoseconds of each sample, ascending.
  let samples: [Int64]
  /// What came out, the same on every run of one seed.
  let checksum: String
  /// Figures of this workload alone.
  var figures: [(name: String, value: String)] = []
  /// The figures as rows for people, where there are too many for a line.
  var table: [[String]] = []

  init(
    items: Int, unit: String, samples: [Int64], checksum: String,
    figures: [(name: String, value: String)] = []
  ) {
    self.items = items
    self.unit = unit
    self.samples = samples.sorted()
    self.checksum = checksum
    self.figures = figures
  }

  /// The sample below which a share of all samples lies.
  func quantile(_ share: Double) -> Int64 {
    guard !samples.isEmpty else { return 0 }
    return samples[min(samples.count - 1, Int(Double(samples.count) * share))]
  }

  /// Nanoseconds an item, at the median.
  var perItem: Double { Double(quantile(0.5)) / Double(max(1, items)) }

  /// Items a second, at the median.
  var rate: Double { perItem > 0 ? 1e9 / perItem : 0 }
}

/// Times a piece of work several times after one run that does not count.
///
/// - Parameters:
///   - samples: How often.
///   - prepare: Makes the input of one run; not timed.
///   - work: The work; gives its checksum.
/// - Returns: The times and the one checksum.
/// - Throws: What the work throws, or `BenchFault` when two repeats disagree.
func timed<Input>(
  samples: Int, prepare: () throws -> Input, work: (inout Input) throws -> String
) throws -> (times: [Int64], checksum: String) {
  var input = try prepare()
  let expected = try work(&input)
  var times: [Int64] = []
  for _ in 0..<samples {
    var input = try prepare()
    let start = steadyNanoseconds()
    let checksum = try work(&input)
    times.append(steadyNanoseconds() - start)
    guard checksum == expected else {
      throw BenchFault(text: "a repeat gave \(checksum) after \(expected)")
    }
  }
  return (times, expected)
}

/// Times a piece of work many times in each sample, for work too short for the clock.
///
/// - Parameters:
///   - samples: How often the clock is read.
///   - repeats: How often the work is done between two readings.
///   - work: The work; gives a number that its result decides.
/// - Returns: Nanoseconds of one sample, and what the work gave.
/// - Throws: What the work throws, or `BenchFault` when two repeats disagree.
func timedOften(
  samples: Int, repeats: Int, work: () throws -> Double
) throws -> (times: [Int64], value: Double) {
  let expected = try work()
  var times: [Int64] = []
  for _ in 0..<samples {
    var same = true
    let start = steadyNanoseconds()
    for _ in 0..<repeats { same = try work() == expected && same }
    times.append(steadyNanoseconds() - start)
    guard same else { throw BenchFault(text: "a repeat gave another result than \(expected)") }
  }
  return (times, expected)
}

/// The first digits of a hash over some bytes.
func shortHash(_ bytes: [UInt8]) -> String {
  String(SHA256.hexadecimal(SHA256.hash(bytes)).prefix(16))
}

/// The peak of resident memory, which can be started anew.
enum PeakMemory {
  /// Begins a new peak; without effect where the kernel does not allow it.
  static func reset() {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    writeAll(Array("5".utf8), to: descriptor)
    close(descriptor)
  }

  /// The peak since then, in bytes.
  static var bytes: Int { MachineFindings.bytes("VmHWM", of: "/proc/self/status") ?? 0 }
}

/// A folder that is removed with everything in it.
final class ScratchFolder {
  let path: String

  init() throws {
    let base = environmentVariables()["TMPDIR"] ?? "/tmp"
    path = "\(base)/voldesk-bench-\(getpid())-\(steadyNanoseconds())"
    guard mkdir(path, 0o700) == 0 else {
      throw BenchFault(text: "\(path) cannot be made: \(systemText())")
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
