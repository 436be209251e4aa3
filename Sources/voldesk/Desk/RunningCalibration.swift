// A calibration on threads of its own, beside the loop that asked for it.
//
// The threads take one underlying after the other and put what they find in its own place, so the
// result does not depend on how many they are.

import DeskEngine
import Glibc
import Synchronization

/// The work on one underlying of a calibration; what it throws fails the whole calibration.
typealias CalibrationWork = @Sendable (CalibrationInputs, Int) throws -> [ModelFit]

/// A calibration at work.
final class RunningCalibration: Sendable {
  /// What was found so far.
  private struct Findings {
    var fits: [[ModelFit]?]
    var failure: (place: Int, reason: String)?
  }

  let inputs: CalibrationInputs
  private let work: CalibrationWork
  private let next = Atomic<Int>(0)
  private let left: Atomic<Int>
  private let findings: Mutex<Findings>

  /// Begins the work.
  ///
  /// - Parameters:
  ///   - inputs: What to work on.
  ///   - workers: Threads at most; where the system has none left, the caller does the work.
  ///   - work: The work on one underlying.
  init(_ inputs: CalibrationInputs, workers: Int, work: @escaping CalibrationWork) {
    self.inputs = inputs
    self.work = work
    let count = inputs.underlyings.count
    left = Atomic<Int>(count)
    findings = Mutex(Findings(fits: Array(repeating: nil, count: count)))
    var started = 0
    for _ in 0..<min(max(workers, 1), count) where startThread({ self.takePlaces() }) {
      started += 1
    }
    if started == 0 { takePlaces() }
  }

  /// Works on the places that nobody has taken.
  private func takePlaces() {
    let count = inputs.underlyings.count
    while true {
      let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard place < count else { return }
      do {
        let fits = try work(inputs, place)
        findings.withLock { $0.fits[place] = fits }
      } catch {
        let reason = "\(error)"
        findings.withLock { found in
          if place < found.failure?.place ?? count { found.failure = (place, reason) }
        }
      }
      left.wrappingSubtract(1, ordering: .acquiringAndReleasing)
    }
  }

  /// What came of the work.
  ///
  /// - Parameter patience: Milliseconds to wait for it; nil waits until it is done.
  /// - Returns: The result or why there is none; timed out when it is not done by then.
  func outcome(patience: Int?) -> JobReport.Outcome {
    var waited: UInt32 = 0
    while left.load(ordering: .acquiring) > 0 {
      // Most calibrations take a few milliseconds.
      if let patience, waited >= UInt32(clamping: patience) * 1_000 { return .timedOut }
      usleep(100)
      waited += 100
    }
    return findings.withLock { found in
      if let failure = found.failure { return .failed(failure.reason) }
      return .finished(CalibrationResult(underlyings: found.fits.map { $0 ?? [] }))
    }
  }
}

/// Threads that calibrations may use: all processors but the desk's own, four at most.
func calibrationWorkers() -> Int { max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1)) }
