// The program: reads the command line and hands over to a verb.

import Glibc
import Terminal

/// The version of the program, printed by `--version` and kept with every start of a run.
let programVersion = "0.1.0"

/// The program.
@main struct Voldesk {
  static func main() {
    // Before any thread exists, so that no signal is ever taken by one.
    SignalSource.block()
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    exit(run(Array(CommandLine.arguments.dropFirst())))
  }

  /// Runs a command line.
  ///
  /// - Returns: The exit code.
  static func run(_ arguments: [String]) -> Int32 {
    let invocation: Invocation
    do throws(UsageError) {
      invocation = try parse(arguments, version: programVersion)
    } catch {
      complain(error.text)
      return 2
    }
    if case .print(let text) = invocation.action {
      say(text)
      return 0
    }
    switch invocation.verb {
    case .desk: return runDesk(invocation)
    case .doctor: return runDoctor(invocation)
    case .health: return runHealth(invocation)
    case .kill: return runKill(invocation)
    case .config: return runConfig(invocation)
    case .export: return runExport(invocation)
    case .verify: return runVerify(invocation)
    case .recover: return runRecover(invocation)
    case .bench: return runBench(invocation)
    case .buildDay: return runBuildDay(invocation)
    case .price: return runPrice(invocation)
    case .impliedVol: return runImpliedVol(invocation)
    case .calibrate: return runCalibrate(invocation)
    case .fit: return runFit(invocation)
    case .estimate: return runEstimate(invocation)
    case .chain: return runChain(invocation)
    case .risk: return runRisk(invocation)
    case .importing: return runImport(invocation)
    case .data: return runData(invocation)
    case .ticks: return runTicks(invocation)
    case .regimes: return runRegimes(invocation)
    case .report: return runReport(invocation)
    case .explain: return runExplain(invocation)
    case .audit: return runAudit(invocation)
    case .diff: return runDiff(invocation)
    case .attribution: return runAttribution(invocation)
    }
  }
}

/// Writes all bytes to a descriptor; false when it takes no more.
@discardableResult
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var done = 0
  while done < bytes.count {
    let count = bytes[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count < 0 {
      if errno == EINTR || errno == EAGAIN { continue }
      return false
    }
    done += count
  }
  return true
}

/// Writes a line to standard output.
///
/// What cannot be written ends the program with exit code 3 and a word on standard error; a reader
/// that has seen enough, such as head, is no failure.
func say(_ text: String) {
  guard !writeAll(Array((text.hasSuffix("\n") ? text : text + "\n").utf8), to: 1) else { return }
  guard let fault = outputFault(errno) else { return }
  complain(fault)
  exit(3)
}

/// Why standard output takes no more; nil when its reader has merely gone.
func outputFault(_ code: Int32) -> String? {
  code == EPIPE ? nil : "standard output: cannot be written: \(String(cString: strerror(code)))"
}

/// Writes a line to standard error in the program's form.
func complain(_ text: String) { writeAll(Array("voldesk: \(text)\n".utf8), to: 2) }
