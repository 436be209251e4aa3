// Why a model cannot answer, in one form for every model: the input, its value, the rule.

/// A request that a model cannot answer.
public enum ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An input lies outside the domain of the model.
  case outOfDomain(input: String, value: Double, rule: String)
  /// There are fewer data than the model needs.
  case tooFew(what: String, count: Int, least: Int)
  /// Inputs that belong together differ in length.
  case unequalLengths(first: String, count: Int, second: String, other: Int)
  /// The inputs are sound, but what was asked for does not exist.
  case noSolution(what: String, why: String)

  /// What was wrong, what it was, what would be right.
  public var description: String {
    switch self {
    case .outOfDomain(let input, let value, let rule): "\(input) is \(value), but \(rule)"
    case .tooFew(let what, let count, let least):
      "there are \(count) \(what), but the model needs at least \(least)"
    case .unequalLengths(let first, let count, let second, let other):
      "\(first) has \(count) values and \(second) has \(other), but they belong in pairs"
    case .noSolution(let what, let why): "\(what) does not exist: \(why)"
    }
  }
}

/// Refuses a value that is not finite.
///
/// - Parameters:
///   - value: The value.
///   - input: What it is called.
/// - Throws: `ModelError.outOfDomain`.
public func requireFinite(_ value: Double, _ input: @autoclosure () -> String) throws(ModelError) {
  guard value.isFinite else {
    throw .outOfDomain(input: input(), value: value, rule: "it must be a finite number")
  }
}

/// Refuses a value that is not finite and above zero.
///
/// - Parameters:
///   - value: The value.
///   - input: What it is called.
/// - Throws: `ModelError.outOfDomain`.
public func requirePositive(_ value: Double, _ input: @autoclosure () -> String) throws(ModelError)
{
  guard value > 0, value.isFinite else {
    throw .outOfDomain(input: input(), value: value, rule: "it must be above zero and finite")
  }
}

/// Refuses a value outside a range.
///
/// - Parameters:
///   - value: The value.
///   - range: Where it must lie.
///   - input: What it is called.
/// - Throws: `ModelError.outOfDomain`.
public func require(
  _ value: Double, in range: ClosedRange<Double>, _ input: @autoclosure () -> String
) throws(ModelError) {
  guard range.contains(value) else {
    throw .outOfDomain(
      input: input(), value: value,
      rule: "it must lie between \(range.lowerBound) and \(range.upperBound)")
  }
}

/// Refuses a series that is too short, has a gap, or never moves.
///
/// - Parameters:
///   - values: The series, oldest first.
///   - name: What it is called; the place of a bad value stands behind it in brackets.
///   - least: How many values the model needs.
/// - Throws: `ModelError`: too few, a value that is not finite, or all values equal.
public func requireSeries(_ values: [Double], _ name: String, least: Int) throws(ModelError) {
  guard values.count >= least else {
    throw .tooFew(what: name, count: values.count, least: least)
  }
  for (index, value) in values.enumerated() where !value.isFinite {
    throw .outOfDomain(
      input: "\(name)[\(index)]", value: value, rule: "a series must have no gap")
  }
  guard let first = values.first, values.contains(where: { $0 != first }) else {
    throw .outOfDomain(
      input: "every value of \(name)", value: values.first ?? .nan,
      rule: "a constant series has no dynamics to fit")
  }
}
