// Parabolic cylinder functions against 40-digit values, an integral and their own equations.

import Glibc
import Numerics
import TestKit
import Testing

@Suite("Parabolic cylinder functions")
struct ParabolicCylinderTests {
  /// Order, argument, ln F and F'/F, computed with mpmath 1.4.1 at 40 digits from D_(-p).
  static let rows: [(Double, Double, Double, Double)] = [
    (1e-6, -30, 13.815506578997416, 3.3296419035664488e-8),
    (1e-6, -8.9, 13.815507788500627, 1.1099164994858441e-7),
    (1e-6, -3, 13.815508833577977, 3.0459027419863298e-7),
    (1e-6, -1.2, 13.815509589381786, 5.9257417976457013e-7),
    (1e-6, 0, 13.815510615930238, 1.2533132685851561e-6),
    (1e-6, 1.7, 13.815516945746747, 1.0158832385673664e-5),
    (1e-6, 6.5, 20.199097567523212, 6.3271052504323938),
    (1e-6, 9.5, 43.8040545000215, 9.3922631276415282),
    (1e-6, 40, 797.23068874661794, 39.974968676936439),
    (0.00625, -30, 5.0503372758008254, 0.00020810118044460501),
    (0.00625, -8.9, 5.0578964533778934, 0.00069364565884282705),
    (0.00625, -3, 5.0644266816245742, 0.0019027327455550677),
    (0.00625, -1.2, 5.0691460162417415, 0.0036979768689512136),
    (0.00625, 0, 5.0755441209226705, 0.0077994766657925457),
    (0.00625, 1.7, 5.1143420103971981, 0.061206447825063965),
    (0.00625, 6.5, 20.208863433473107, 6.3388510334211154),
    (0.00625, 9.5, 43.818015290259294, 9.3929444333058207),
    (0.00625, 40, 797.25373469650136, 39.975125195409558),
    (0.3, -30, 0.075222545165503182, 0.0099856129699889952),
    (0.3, -8.9, 0.43757423648235523, 0.033178138384632327),
    (0.3, -3, 0.74771424109178197, 0.089261541051004185),
    (0.3, -1.2, 0.96497210054327841, 0.1661349900244078),
    (0.3, 0, 1.2386386727388809, 0.31484085249119584),
    (0.3, 1.7, 2.3126951463076174, 1.1576234177727481),
    (0.3, 6.5, 20.748585693068777, 6.3874316287116539),
    (0.3, 9.5, 44.474796340454477, 9.42485460999219),
    (0.3, 40, 798.33709530308007, 39.982481354902838),
    (2.5, -30, -8.2231502654147724, 0.083012104936061934),
    (2.5, -8.9, -5.2331205067597434, 0.26959017119917455),
    (2.5, -3, -2.8207458296606119, 0.64732575443719595),
    (2.5, -1.2, -1.369516733827686, 1.0066698168452727),
    (2.5, 0, 0.075014958718173166, 1.433966392458375),
    (2.5, 1.7, 3.2915567506963712, 2.4307659429545615),
    (2.5, 6.5, 24.860518882399202, 6.7280369571783344),
    (2.5, 9.5, 49.425031487802412, 9.6570198893604233),
    (2.5, 40, 806.45249208939851, 40.037488281246558),
    (20, -30, -28.912037753502513, 0.65181200874509642),
    (20, -8.9, -6.5260452860416308, 1.8474092883091307),
    (20, -3, 7.7628368614233182, 3.1813708239018652),
    (20, -1.2, 14.079420081992491, 3.8646717971126818),
    (20, 0, 19.040152105120977, 4.4166051245472443),
    (20, 1.7, 27.307843023586134, 5.3370741250798027),
    (20, 6.5, 60.613639314920176, 8.7059544423225093),
    (20, 9.5, 90.430158438770433, 11.207251996720354),
    (20, 40, 871.11337460051532, 40.46977010871437),
  ]

  @Test("agrees with 40-digit values", arguments: rows)
  func values(_ order: Double, _ z: Double, _ logarithm: Double, _ ratio: Double) throws {
    let solution = try ParabolicCylinder(order: order).increasing(at: z)
    let value = log(solution.value) + solution.exponent
    #expect(abs(value - logarithm) <= 1e-14 * max(1, abs(logarithm)))
    #expect(relativeError(solution.logarithmicSlope, expected: ratio) <= 3e-14)
  }

  /// F and F' by the trapezoid rule in the logarithm of the variable.
  ///
  /// By parts, F = (1/p) int u^p (u - z) exp(zu - u^2/2) du is free of the singularity at zero; with
  /// u = exp(t) the integrand is analytic and falls on both sides, where the rule converges
  /// exponentially.
  private func integral(_ order: Double, _ z: Double) -> (value: Double, slope: Double) {
    let step = 0x1p-7
    var (value, slope) = (0.0, 0.0)
    for index in -6_000...600 {
      let t = Double(index) * step
      let u = exp(t)
      let weight = step * exp((order + 1) * t + z * u - 0.5 * u * u)
      slope += weight
      value += weight * (u - z) / order
    }
    return (value, slope)
  }

  @Test("agrees with the integral that defines it")
  func slowTwin() throws {
    var random = SeededGenerator(seed: 20)
    for _ in 0..<200 {
      let order = exp(random.double(in: -7..<1.5))
      let z = random.double(in: -8..<8)
      let fast = try ParabolicCylinder(order: order).increasing(at: z)
      let slow = integral(order, z)
      // The integrand changes sign where z is above zero: the slow twin then loses digits.
      let lost = z > 0 ? 1e-13 + 1e-15 * z * slow.slope / (order * slow.value) : 1e-13
      #expect(relativeError(fast.value, expected: slow.value) <= lost, "\(order) \(z)")
      #expect(relativeError(fast.slope, expected: slow.slope) <= 1e-13, "\(order) \(z)")
    }
  }

  @Test("obeys its equation, its recurrence and its Wronskian")
  func identities() throws {
    var random = SeededGenerator(seed: 21)
    for _ in 0..<300 {
      let order = exp(random.double(in: -9..<3))
      let z = random.double(in: -15..<15)
      let (low, high) = (
        try ParabolicCylinder(order: order), try ParabolicCylinder(order: order + 1)
      )
      let (f, next) = (low.increasing(at: z), high.increasing(at: z))
      // F_p' = F_(p+1), and F_p'' = z F_p' + p F_p.
      let scale = exp(next.exponent - f.exponent)
      #expect(relativeError(next.value * scale, expected: f.slope) <= 1e-12, "\(order) \(z)")
      let curvature = z * f.slope + order * f.value
      let size = abs(z) * f.slope + order * f.value
      #expect(abs(next.slope * scale - curvature) <= 1e-12 * size, "\(order) \(z)")
      let g = low.decreasing(at: z)
      let product = log(f.slope * g.value - f.value * g.slope) + f.exponent + g.exponent
      let expected = 0.918_938_533_204_672_74 + logGamma(order) + 0.5 * z * z
      #expect(abs(product - expected) <= 1e-12 * max(1, abs(expected)), "\(order) \(z)")
    }
  }

  @Test("is continuous where one method hands over to another")
  func borders() throws {
    for order in [1e-9, 1e-3, 0.3, 4, 50] {
      let cylinder = try ParabolicCylinder(order: order)
      for z in [(81 + 2 * max(0, -log(order))).squareRoot(), -2, -0.25] {
        for border in [z, -z] {
          let (left, right) = (
            cylinder.increasing(at: border * (1 - 1e-9)),
            cylinder.increasing(at: border * (1 + 1e-9))
          )
          let jump = log(right.value / left.value) + right.exponent - left.exponent
          let rise = 2e-9 * border * left.logarithmicSlope
          #expect(abs(jump - rise) <= 1e-13 + 1e-6 * abs(rise), "\(order) \(border)")
        }
      }
    }
  }

  @Test("an order outside its range is refused", arguments: [0, -1, 1e-13, 101, .nan, .infinity])
  func badOrder(_ order: Double) {
    #expect(throws: ModelError.self) { _ = try ParabolicCylinder(order: order) }
  }
}
