"""The elements and attributes of SVG 1.1 and SVG 2 that draw, name or animate."""

from __future__ import annotations

from typing import Final

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"
XML: Final = "http://www.w3.org/XML/1998/namespace"
XHTML: Final = "http://www.w3.org/1999/xhtml"

ANIMATIONS: Final = frozenset("animate animateColor animateMotion animateTransform set".split())
ELEMENTS: Final = ANIMATIONS | frozenset(
    """
    a altGlyph altGlyphDef altGlyphItem circle clipPath defs desc discard
    ellipse feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix
    feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB
    feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence filter font font-face font-face-format
    font-face-name font-face-src font-face-uri g glyph glyphRef hatch hatchpath hkern image line
    linearGradient marker mask mesh meshgradient meshpatch meshrow metadata missing-glyph mpath
    path pattern polygon polyline radialGradient rect solidcolor stop style svg switch symbol text
    textPath title tref tspan use view vkern
    """.split()
)
# Removing one of these gives a warning; other elements that are not listed are never drawn.
ACTIVE: Final = frozenset(
    """
    audio canvas embed foreignobject handler iframe link listener meta object script video
    """.split()
)

# Attributes whose values are CSS, so they may contain url(…).
STYLES: Final = frozenset(
    """
    alignment-baseline background baseline-shift clip clip-path clip-rule color
    color-interpolation color-interpolation-filters color-profile color-rendering cursor direction
    display dominant-baseline enable-background fill fill-opacity fill-rule filter flood-color
    flood-opacity font font-family font-feature-settings font-kerning font-size font-size-adjust
    font-stretch font-style font-variant font-variation-settings font-weight
    glyph-orientation-horizontal glyph-orientation-vertical image-rendering inline-size isolation
    kerning letter-spacing lighting-color line-height marker marker-end marker-mid marker-start
    mask mask-type mix-blend-mode opacity overflow paint-order pointer-events shape-inside
    shape-rendering solid-color solid-opacity stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    style text-align text-anchor text-decoration text-overflow text-rendering text-transform
    transform-box transform-origin unicode-bidi vector-effect visibility white-space word-spacing
    writing-mode
    """.split()
)
# Attributes with the values of an animation.
TARGETS: Final = frozenset("by from to values".split())
ATTRIBUTES: Final = (
    STYLES
    | TARGETS
    | frozenset(
        """
    accent-height accumulate additive alphabetic amplitude arabic-form ascent attributeName
    attributeType azimuth baseFrequency baseProfile bbox begin bias calcMode cap-height class
    clipPathUnits contentScriptType contentStyleType crossorigin cx cy d decoding descent
    diffuseConstant divisor download dur dx dy edgeMode elevation end exponent
    externalResourcesRequired filterRes filterUnits focusable format fr fx fy g1 g2 glyph-name
    glyphRef gradientTransform
    gradientUnits hanging height horiz-adv-x horiz-origin-x horiz-origin-y href hreflang id
    ideographic in in2 intercept k k1 k2 k3 k4 kernelMatrix kernelUnitLength keyPoints keySplines
    keyTimes lang lengthAdjust limitingConeAngle local markerHeight markerUnits markerWidth
    maskContentUnits maskUnits mathematical max media method min mode name numOctaves offset
    operator order orient orientation origin overline-position overline-thickness panose-1 path
    pathLength patternContentUnits patternTransform patternUnits pitch points pointsAtX pointsAtY
    pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius refX refY rel
    rendering-intent repeatCount repeatDur requiredExtensions requiredFeatures restart result role
    rotate rx ry scale seed side slope spacing specularConstant specularExponent spreadMethod
    startOffset stdDeviation stemh stemv stitchTiles strikethrough-position
    strikethrough-thickness string surfaceScale systemLanguage tabindex tableValues target
    targetX targetY textLength title transform type u1 u2 underline-position underline-thickness
    unicode unicode-range units-per-em v-alphabetic v-hanging v-ideographic v-mathematical values
    version vert-adv-y vert-origin-x vert-origin-y viewBox viewTarget width widths x x-height x1
    x2 xChannelSelector y y1 y2 yChannelSelector z zoomAndPan
    """.split()
    )
)
PREFIXES: Final = ("data-", "aria-")
# By namespace: the prefix to write, and the names that may stay.
QUALIFIED: Final = {
    XLINK: ("xlink", frozenset({"href", "title"})),
    XML: ("xml", frozenset({"space", "lang", "id"})),
}
