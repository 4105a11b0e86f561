#!/bin/sh
# Make the maths font of the pages anew from TeX Gyre Termes Math, as Debian packages it. Needs apt-get and dpkg, and a
# Python with fonttools and brotli:
#   deploy/maths-font.sh [PYTHON]
# Kept: Latin, Greek, operators, arrows, delimiters, mathematical alphabets, and of all of them what the MATH table
# grows and assembles. Left out: hinting, kerning, and scripts that a formula takes from the page's own fonts.
set -eu
python=${1:-python3}
folder=$(mktemp -d)
target=$(cd "$(dirname "$0")/.." && pwd)/raters/static/touchstone/fonts
trap 'rm -r "$folder"' EXIT
cd "$folder"
apt-get download fonts-texgyre-math
dpkg -x ./*.deb .
# Chromium leaves the shapes for scripts (ssty) alone, and the full prime is too high in a script: the small one serves.
"$python" - usr/share/texmf/fonts/opentype/public/tex-gyre-math/texgyretermes-math.otf <<'END'
import sys
from fontTools.ttLib import TTFont

font = TTFont(sys.argv[1])
for table in font["cmap"].tables:
    table.cmap.update({0x2032: "minute.st", 0x2035: "primereversed.st"})
font.save("whole.otf")
END
"$python" -m fontTools.subset whole.otf \
  --unicodes=20-7E,A0-FF,131,237,2C6-2DD,300-338,391-3F6,2000-2064,20D0-20F0,2100-214F,2190-22FF,2300-230F,2308-2311,2322-2323,239B-23B7,23DC-23E1,25A0-25FF,2660-2667,2713,2720,27C2,27E6-27EF,27F5-27FF,290C-2910,2A00-2A06,2A0C,2A3F,2A7D-2A96,2AAF-2AB0,2ACB-2ACC,29EB,29F5-29F9,1D400-1D7FF \
  --layout-features=dtls --no-hinting --drop-tables+=GPOS,DSIG,FFTM --name-IDs=0,1,2,4,6 --output-file=subset.otf
# The licence asks that a changed font bear another name.
"$python" - "$target/touchstone-maths.woff2" <<'END'
import sys
from fontTools.ttLib import TTFont

font = TTFont("subset.otf")
for record in font["name"].names:
    if record.nameID in (1, 4, 6):
        record.string = "TouchstoneMaths" if record.nameID == 6 else "Touchstone Maths"
font["CFF "].cff.fontNames = ["TouchstoneMaths"]
font.flavor = "woff2"
font.save(sys.argv[1])
END
ls -l "$target"
