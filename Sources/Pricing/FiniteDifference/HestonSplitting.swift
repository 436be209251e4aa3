// Heston's equation marched through time by Hundsdorfer and Verwer's splitting.
//
//     Y0 = U + dt F(U),  (I - c A1) Y1 = Y0 - c A1 U,  (I - c A2) Y2 = Y1 - c A2 U
//     Z0 = Y0 + dt/2 (F(Y2) - F(U)),  (I - c A1) Z1 = Z0 - c A1 Y2,  (I - c A2) Z2 = Z1 - c A2 Y2
//
// with F = A0 + A1 + A2, c = (1/2 + sqrt(3)/6) dt and the next field Z2. Source: In 't Hout and
// Foulon (2010), the HV scheme. The first step is two Douglas steps (Y0 to Y2) of half the size
// with c = dt/2, which damp what the kink of the payoff excites. The right to exercise is kept by
// Ikonen and Toivanen's splitting (2004, "Operator splitting methods for American option
// pricing"), in the form of Haentjens and In 't Hout (2013).

import MarketData
import Numerics

/// A field on the mesh of a Heston problem, marched backward from expiry.
struct HestonSplitting {
  let option: GridOption
  let equation: HestonOperator
  let meshes: HestonMeshes
  /// Time from expiry.
  private(set) var elapsed = 0.0
  /// The values, row by row of the forward.
  private(set) var field: [Double]
  private var base: [Double]
  private var right: [Double]
  private var shift: [Double]
  private var line: [Double]
  /// The rate at which exercise adds value; empty without the right to it.
  private var multiplier: [Double]

  init(_ option: GridOption, meshes: HestonMeshes, equation: HestonOperator) {
    (self.option, self.meshes, self.equation) = (option, meshes, equation)
    field = equation.field
    base = equation.field
    right = equation.field
    shift = equation.field
    line = [Double](repeating: 0, count: equation.pitch + 2)
    multiplier = option.style == .american ? equation.field : []
    for (row, payoff) in option.payoffs(on: meshes.forward.points).enumerated() {
      for column in 0..<equation.columns { field[row * equation.pitch + column] = payoff }
    }
  }

  /// Marches from expiry to today.
  ///
  /// - Parameter steps: Steps of equal length.
  mutating func march(steps: Int) {
    let step = option.years / Double(steps)
    let damping = HestonSweeps(equation, implicit: 0.5 * step)
    for _ in 0..<2 { douglas(damping, step: 0.5 * step, implicit: 0.5 * step) }
    let implicit = (0.5 + 3.0.squareRoot() / 6) * step
    let sweeps = HestonSweeps(equation, implicit: implicit)
    for done in 1..<steps {
      elapsed = step * Double(done)
      hundsdorferVerwer(sweeps, step: step, implicit: implicit)
    }
    elapsed = option.years
  }

  /// The rate of change of the value as time to expiry grows and the forward stays.
  func growth() -> [Double] {
    var copy = self
    copy.base = equation.field
    copy.stage(weights: (1, 0, 0))
    for place in copy.multiplier.indices { copy.right[place] += multiplier[place] }
    return copy.right
  }

  private mutating func douglas(_ sweeps: HestonSweeps, step: Double, implicit: Double) {
    begin(step: step)
    stage(weights: (step, implicit, 0))
    elapsed += step
    solve(sweeps)
    exercise(step: step)
  }

  private mutating func hundsdorferVerwer(
    _ sweeps: HestonSweeps, step: Double, implicit: Double
  ) {
    begin(step: step)
    stage(weights: (step, implicit, 0.5 * step))
    elapsed += step
    solve(sweeps)
    stage(weights: (0.5 * step, implicit, 0))
    solve(sweeps)
    exercise(step: step)
  }

  /// The field a step starts from, with what exercise adds.
  private mutating func begin(step: Double) {
    for place in base.indices { base[place] = field[place] }
    for place in multiplier.indices { base[place] += step * multiplier[place] }
  }

  private mutating func stage(
    weights: (weight: Double, implicit: Double, keep: Double)
  ) {
    equation.apply(
      to: field, base: &base, right: &right, shift: &shift, line: &line, weights: weights)
  }

  private mutating func solve(_ sweeps: HestonSweeps) {
    let forwards = meshes.forward.points
    sweeps.alongForward(
      &right, low: option.farValue(forward: forwards[0], elapsed: elapsed),
      high: option.farValue(forward: forwards[forwards.count - 1], elapsed: elapsed))
    sweeps.alongVariance(right, shift: shift, into: &field)
  }

  /// Lifts the field to the exercise value, and keeps the rate at which it had to.
  private mutating func exercise(step: Double) {
    guard option.style == .american else { return }
    let perStep = 1 / step
    for (row, forward) in meshes.forward.points.enumerated() {
      let payoff = option.payoff(option.spot(forward: forward, elapsed: elapsed))
      let start = row * equation.pitch
      for place in start..<start + equation.columns {
        let raw = field[place]
        let held = raw - step * multiplier[place]
        field[place] = max(held, payoff)
        multiplier[place] = max(0, multiplier[place] + (payoff - raw) * perStep)
      }
    }
  }
}
