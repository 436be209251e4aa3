// Columns of normals against one normal after another.

import Numerics
import Testing

@Suite("normals in columns")
struct VectorNormalsTests {
  @Test("the same bits as one draw after another", arguments: [1, 3, 5000])
  func sameBits(_ count: Int) {
    var columns = RandomStream(seed: 11, count: 99)
    var scalar = columns
    var uniforms = [SIMD4<Double>](repeating: .zero, count: count)
    var normals = uniforms
    columns.fillNormals(uniforms: &uniforms, normals: &normals, count: count)
    for index in 0..<count {
      for lane in 0..<4 {
        let uniform = scalar.openUniform()
        #expect(uniforms[index][lane] == uniform)
        #expect(normals[index][lane] == normalQuantile(uniform))
      }
    }
    #expect(columns == scalar)
  }

  @Test("fills no more than asked, and no more than fits")
  func bounds() {
    var stream = RandomStream(seed: 1)
    var uniforms = [SIMD4<Double>](repeating: .zero, count: 4)
    var normals = [SIMD4<Double>](repeating: .zero, count: 3)
    stream.fillNormals(uniforms: &uniforms, normals: &normals, count: 2)
    #expect(stream.count == 8 && uniforms[2] == .zero && normals[2] == .zero)
    stream.fillNormals(uniforms: &uniforms, normals: &normals, count: 9)
    #expect(stream.count == 20 && uniforms[3] == .zero)
    stream.fillNormals(uniforms: &uniforms, normals: &normals, count: 0)
    #expect(stream.count == 20)
  }
}
