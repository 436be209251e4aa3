// What a calibration works on: the smiles of a moment, frozen, and where each search begins.
//
// A value that holds everything, so that the work can be done on any thread, at any time, and done
// again after a restart. Its hash stands in the journal before the work begins.

public import MarketData
import Numerics

/// The quotes of one expiry out of the money, frozen.
public struct FrozenSmile: Hashable, Sendable {
  /// The first part of the contract codes.
  public var root: String
  /// The date in the contract codes.
  public var date: CivilDate
  /// The moment of settlement.
  public var expiration: Instant
  /// Time to it in years.
  public var years: Double
  /// The forward.
  public var forward: Double
  /// The discount factor.
  public var discount: Double
  /// Volatility at the forward.
  public var atm: Double
  /// Strikes, ascending; puts below the forward, calls from it on.
  public var strikes: [Money]
  /// The volatility of each strike.
  public var volatilities: [Double]
  /// Alpha, rho and nu to begin with; nil for a cold start.
  public var start: [Double]?

  /// The contract of a strike: the one out of the money.
  public func contract(_ place: Int) -> OptionContract {
    OptionContract(
      root: root, expiry: date, right: strikes[place].dollars < forward ? .put : .call,
      strike: strikes[place])
  }
}

/// One underlying of a calibration, frozen.
public struct FrozenUnderlying: Hashable, Sendable {
  /// The symbol.
  public var symbol: String
  /// Its volatility index as a decimal, or its own 30-day volatility.
  public var level: Double?
  /// Why nothing may be fitted to it; nil when it may.
  public var refusal: String?
  /// Its smiles by ascending expiration.
  public var smiles: [FrozenSmile]
  /// Heston's parameters to begin with; nil for a search of the whole box.
  public var start: [Double]?
  /// Past closes of its volatility index as decimals, oldest first; empty where no process of it
  /// is fitted.
  public var indexCloses: [Double] = []
  /// The pairs of which it is the first symbol in the market's order; empty where none is fitted.
  public var pairs: [FrozenPair] = []
}

/// The past of two symbols of one cluster, frozen.
public struct FrozenPair: Hashable, Sendable {
  /// The one that comes first in the market's order.
  public var first: String
  /// The other.
  public var second: String
  /// Logarithms of the closes of the first, oldest first.
  public var firstLogs: [Double]
  /// Logarithms of the closes of the second on the same sessions.
  public var secondLogs: [Double]
}

/// Everything a calibration works on.
public struct CalibrationInputs: Hashable, Sendable {
  /// The job.
  public var job: Int
  /// What it is.
  public var kind: JobKind
  /// When it was asked for.
  public var time: Instant
  /// When its result counts.
  public var visibleAt: Instant
  /// The underlyings in the market's order.
  public var underlyings: [FrozenUnderlying]
  /// How it is done.
  public var rules: CalibrationRules

  /// SHA-256 over everything that decides the result, in hexadecimal.
  public var hash: String {
    var bytes = CanonicalBytes()
    bytes.add("calibration 1 \(kind.rawValue)")
    for number in [
      rules.expiries, rules.hestonStrikes, rules.population, rules.generations,
    ] { bytes.add(number) }
    for number in [rules.reach, rules.beta, rules.divergence] { bytes.add(number) }
    bytes.add(underlyings.count)
    for underlying in underlyings { underlying.write(&bytes) }
    return bytes.hash
  }
}

extension FrozenUnderlying {
  fileprivate func write(_ bytes: inout CanonicalBytes) {
    bytes.add(symbol)
    bytes.add(level ?? -1)
    bytes.add(refusal ?? "")
    bytes.add(start ?? [])
    // Runs without closes keep the hash that they had before there were any.
    if !indexCloses.isEmpty { bytes.add(indexCloses) }
    for pair in pairs {
      bytes.add(pair.first)
      bytes.add(pair.second)
      bytes.add(pair.firstLogs)
      bytes.add(pair.secondLogs)
    }
    bytes.add(smiles.count)
    for smile in smiles {
      bytes.add(smile.root)
      bytes.add(Int(smile.expiration.nanoseconds))
      bytes.add([smile.years, smile.forward, smile.discount, smile.atm])
      bytes.add(smile.strikes.count)
      for strike in smile.strikes { bytes.add(Int(strike.units)) }
      bytes.add(smile.volatilities)
      bytes.add(smile.start ?? [])
    }
  }
}

/// Values as bytes that depend on nothing else: lengths before contents, little-endian numbers.
struct CanonicalBytes {
  private var bytes: [UInt8] = []

  mutating func add(_ text: String) {
    add(text.utf8.count)
    bytes += text.utf8
  }

  mutating func add(_ number: Int) { add(bits: UInt64(bitPattern: Int64(number))) }

  mutating func add(_ number: Double) { add(bits: number.bitPattern) }

  mutating func add(_ numbers: [Double]) {
    add(numbers.count)
    for number in numbers { add(number) }
  }

  private mutating func add(bits: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
  }

  /// SHA-256 in hexadecimal.
  var hash: String { SHA256.hexadecimal(SHA256.hash(bytes)) }
}
