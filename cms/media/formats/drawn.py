"""The elements and attributes of SVG that a drawing may have. What is not named here goes."""

_ELEMENTS = """
svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan
textPath linearGradient radialGradient stop pattern clipPath mask marker image style filter
feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
feSpotLight feTile feTurbulence
"""
_ATTRIBUTES = """
id class lang role aria-label aria-hidden x y x1 y1 x2 y2 cx cy r rx ry dx dy fx fy fr d points
width height viewBox preserveAspectRatio version transform patternTransform gradientTransform
gradientUnits patternUnits patternContentUnits clipPathUnits maskUnits maskContentUnits
markerUnits primitiveUnits filterUnits spreadMethod offset refX refY markerWidth markerHeight
orient pathLength rotate textLength lengthAdjust startOffset method spacing side fill
fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin
stroke-miterlimit stroke-dasharray stroke-dashoffset color opacity display visibility overflow
clip-path clip-rule mask mask-type filter marker-start marker-mid marker-end paint-order
stop-color stop-opacity flood-color flood-opacity lighting-color color-interpolation
color-interpolation-filters vector-effect shape-rendering text-rendering image-rendering
font-family font-size font-style font-weight font-variant font-stretch letter-spacing
word-spacing text-anchor text-decoration dominant-baseline alignment-baseline baseline-shift
writing-mode direction mix-blend-mode isolation in in2 result mode type values tableValues slope
intercept amplitude exponent operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX
targetY edgeMode preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent
scale xChannelSelector yChannelSelector azimuth elevation stdDeviation radius baseFrequency
numOctaves seed stitchTiles z pointsAtX pointsAtY pointsAtZ limitingConeAngle
"""
ELEMENTS = frozenset(_ELEMENTS.split())
UNWRAPPED = frozenset(("a", "switch"))
"""They go; what is in them stays."""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
