// The C functions that the SABR tests need.

import Glibc

/// A base above zero to a power.
func exponentialPower(_ base: Double, _ power: Double) -> Double { pow(base, power) }

/// The natural logarithm.
func naturalLogarithm(_ x: Double) -> Double { log(x) }
