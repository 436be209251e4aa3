// A root of a falling function inside a bracket, by Newton's method that may not leave it.
//
// Meant for the first-order conditions of the models, whose slope comes with the value: Newton
// converges in a handful of steps, and halving takes over where a step would leave the bracket or
// shrinks too slowly. Nothing is evaluated at the ends, where such conditions are often degenerate.

/// The place where a function falls through zero.
///
/// The function is positive at `low` and negative at `high`; neither end is evaluated. Source: Dekker's
/// idea of guarding a fast method by halving, in the form for Newton's method of Press, Teukolsky,
/// Vetterling and Flannery (2007), "Numerical Recipes", section 9.4.
///
/// - Parameters:
///   - low: An end where the function is positive.
///   - high: An end above it where the function is negative.
///   - start: The first guess; the middle is taken when it lies outside.
///   - tolerance: The Newton step, absolute, that ends the search; it is still taken, so that the
///     error left is of the order of its square.
///   - evaluate: The value and its derivative.
/// - Returns: The root, after at most 120 evaluations: halving alone reaches the last digit earlier.
@inlinable public func bracketedNewton(
  low: Double, high: Double, start: Double, tolerance: Double,
  evaluate: (_ x: Double) -> (value: Double, slope: Double)
) -> Double {
  var (low, high) = (low, high)
  var x = start > low && start < high ? start : 0.5 * (low + high)
  var lastStep = high - low
  for _ in 0..<120 {
    let (value, slope) = evaluate(x)
    if value == 0 { return x }
    if value > 0 { low = x } else { high = x }
    let step = -value / slope
    if slope < 0, abs(step) <= tolerance { return min(max(x + step, low), high) }
    var next = x + step
    // Also false for a slope of zero and for values that are not numbers.
    let isSound = slope < 0 && next > low && next < high && abs(step) <= 0.5 * lastStep
    if !isSound { next = 0.5 * (low + high) }
    lastStep = abs(next - x)
    if lastStep <= 1e-15 * abs(x) { return next }
    x = next
  }
  return x
}
