// Shapes of every kind, and legs as they are typed.

import MarketData
import Testing

@testable import Structures

@Suite("Shapes of structures")
struct StructureShapeTests {
  private func leg(_ text: String) throws -> Leg { try #require(Leg(text)) }

  /// A package of each kind.
  static let packages: [(StructureKind, [String])] = [
    (.ironCondor, ["P-2400:1", "P-2450:-1", "C-2900:-1", "C-2950:1"]),
    (.strangleWinged, ["P-2400:1", "P-2450:-1", "C-2900:-1", "C-2990:1"]),
    (.ironButterfly, ["P-2650:1", "P-2700:-1", "C-2700:-1", "C-2750:1"]),
    (.bullPut, ["P-2400:1", "P-2450:-1"]), (.bearCall, ["C-2900:-1", "C-2950:1"]),
    (.callDebit, ["C-2700:1", "C-2750:-1"]), (.putDebit, ["P-2700:1", "P-2650:-1"]),
    (.longButterfly, ["P-2650:1", "P-2700:-2", "P-2750:1"]),
    (.brokenWing, ["P-2600:1", "P-2700:-2", "P-2750:1"]),
  ]

  private func legs(_ texts: [String]) throws -> [Leg] {
    try texts.map { try leg("SPXW-20180316-" + $0) }
  }

  @Test("a package fits its kind in any order, and no kind of other legs", arguments: packages)
  func fits(_ kind: StructureKind, _ texts: [String]) throws {
    let legs = try legs(texts)
    #expect(kind.fits(legs) && kind.fits(legs.reversed()))
    for other in StructureKind.allCases where other != kind {
      let isTwin = Set([kind, other]) == Set([.ironCondor, .strangleWinged])
      #expect(other.fits(legs) == isTwin, "\(other)")
    }
    for index in legs.indices {
      var turned = legs
      turned[index].ratio = -turned[index].ratio
      #expect(!kind.fits(turned))
      var later = legs
      later[index].contract.expiry = later[index].contract.expiry.adding(days: 7)
      #expect(!kind.fits(later))
    }
    #expect(!kind.fits(Array(legs.dropFirst())) && !kind.fits(legs + [legs[0]]))
    #expect(kind.legs(of: legs.map(\.contract).shuffled()).map(Set.init) == Set(legs))
  }

  @Test("a calendar and a diagonal sell the front")
  func pairs() throws {
    let front = try leg("SPXW-20180216-C-2700:-1")
    let back = try leg("SPXW-20180316-C-2700:1")
    #expect(
      StructureKind.calendar.fits([back, front]) && !StructureKind.diagonal.fits([back, front]))
    let turned = [
      Leg(contract: front.contract, ratio: 1), Leg(contract: back.contract, ratio: -1),
    ]
    #expect(!StructureKind.calendar.fits(turned))
    let inside = try leg("SPXW-20180316-C-2650:1")
    let outside = try leg("SPXW-20180316-C-2750:1")
    #expect(StructureKind.diagonal.fits([front, inside]))
    #expect(!StructureKind.diagonal.fits([front, outside]))
    #expect(
      StructureKind.calendar.legs(of: [back.contract, front.contract]) == [front, back])
  }

  @Test("legs are read as they are written")
  func text() throws {
    let leg = try leg("SPXW-20180316-P-2602.5:-2")
    #expect(
      leg.ratio == -2 && leg.contract.right == .put && leg.text == "SPXW-20180316-P-2602.5:-2")
    for bad in [
      "", "SPXW-20180316-P-2600", "SPXW-20180316-P-2600:", "SPXW-20180316-P-2600:1:1",
      "SPXW-20180316-P-2600:1.5", "SPXW-20181316-P-2600:1", "SPXW-20180316-X-2600:1", ":1",
    ] {
      #expect(Leg(bad) == nil, "\(bad)")
    }
  }
}
