<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<context>
    <name>Catalog</name>
    <message>
        <source>Denoiser</source>
        <translation>디노이저</translation>
    </message>
    <message>
        <source>Reduction</source>
        <translation>줄이는 양</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>민감도</translation>
    </message>
    <message>
        <source>Denoise</source>
        <translation>디노이즈</translation>
    </message>
    <message>
        <source>Turns down hiss, hum and fans</source>
        <translation>히스, 험, 팬 소음을 줄임</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>배율</translation>
    </message>
    <message>
        <source>Anchor</source>
        <translation>기준점</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>중심</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>색</translation>
    </message>
    <message>
        <source>Lift</source>
        <translation>리프트</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>감마</translation>
    </message>
    <message>
        <source>Midtone</source>
        <translation>미드톤</translation>
    </message>
    <message>
        <source>Highlight</source>
        <translation>하이라이트</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>오프셋</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>End</source>
        <translation>끝</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>채움</translation>
    </message>
    <message>
        <source>Transform</source>
        <translation>변형</translation>
    </message>
    <message>
        <source>Position X</source>
        <translation>위치 X</translation>
    </message>
    <message>
        <source>Position Y</source>
        <translation>위치 Y</translation>
    </message>
    <message>
        <source>Scale X</source>
        <translation>배율 X</translation>
    </message>
    <message>
        <source>Scale Y</source>
        <translation>배율 Y</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>회전</translation>
    </message>
    <message>
        <source>Anchor X</source>
        <translation>기준점 X</translation>
    </message>
    <message>
        <source>Anchor Y</source>
        <translation>기준점 Y</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>Nearest</source>
        <translation>최근접</translation>
    </message>
    <message>
        <source>Bilinear</source>
        <translation>쌍선형</translation>
    </message>
    <message>
        <source>Bicubic</source>
        <translation>쌍입방</translation>
    </message>
    <message>
        <source>Lanczos</source>
        <translation>란초스</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>맞춤</translation>
    </message>
    <message>
        <source>Contain</source>
        <translation>맞추기</translation>
    </message>
    <message>
        <source>Cover</source>
        <translation>채우기</translation>
    </message>
    <message>
        <source>Stretch</source>
        <translation>늘이기</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Crop</source>
        <translation>자르기</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>왼쪽</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>오른쪽</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>위</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>아래</translation>
    </message>
    <message>
        <source>Feather</source>
        <translation>페더</translation>
    </message>
    <message>
        <source>Composite</source>
        <translation>합성</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>불투명도</translation>
    </message>
    <message>
        <source>Blend mode</source>
        <translation>혼합 모드</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>표준</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Subtract</source>
        <translation>빼기</translation>
    </message>
    <message>
        <source>Multiply</source>
        <translation>곱하기</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>스크린</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>오버레이</translation>
    </message>
    <message>
        <source>Darken</source>
        <translation>어둡게</translation>
    </message>
    <message>
        <source>Lighten</source>
        <translation>밝게</translation>
    </message>
    <message>
        <source>Color dodge</source>
        <translation>색상 닷지</translation>
    </message>
    <message>
        <source>Color burn</source>
        <translation>색상 번</translation>
    </message>
    <message>
        <source>Hard light</source>
        <translation>하드 라이트</translation>
    </message>
    <message>
        <source>Soft light</source>
        <translation>소프트 라이트</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>차이</translation>
    </message>
    <message>
        <source>Exclusion</source>
        <translation>제외</translation>
    </message>
    <message>
        <source>Hue</source>
        <translation>색조</translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation>채도</translation>
    </message>
    <message>
        <source>Color</source>
        <translation>색상</translation>
    </message>
    <message>
        <source>Luminosity</source>
        <translation>광도</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>노출</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>대비</translation>
    </message>
    <message>
        <source>Pivot</source>
        <translation>중심점</translation>
    </message>
    <message>
        <source>White balance</source>
        <translation>화이트 밸런스</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>색온도</translation>
    </message>
    <message>
        <source>Tint</source>
        <translation>색조 보정</translation>
    </message>
    <message>
        <source>Lift gamma gain</source>
        <translation>리프트 감마 게인</translation>
    </message>
    <message>
        <source>Lift red</source>
        <translation>리프트 빨강</translation>
    </message>
    <message>
        <source>Lift green</source>
        <translation>리프트 초록</translation>
    </message>
    <message>
        <source>Lift blue</source>
        <translation>리프트 파랑</translation>
    </message>
    <message>
        <source>Gamma red</source>
        <translation>감마 빨강</translation>
    </message>
    <message>
        <source>Gamma green</source>
        <translation>감마 초록</translation>
    </message>
    <message>
        <source>Gamma blue</source>
        <translation>감마 파랑</translation>
    </message>
    <message>
        <source>Gain red</source>
        <translation>게인 빨강</translation>
    </message>
    <message>
        <source>Gain green</source>
        <translation>게인 초록</translation>
    </message>
    <message>
        <source>Gain blue</source>
        <translation>게인 파랑</translation>
    </message>
    <message>
        <source>3D LUT</source>
        <translation>3D LUT</translation>
    </message>
    <message>
        <source>Mix</source>
        <translation>섞기</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>입력</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>디스플레이</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>선형</translation>
    </message>
    <message>
        <source>Tone mapping</source>
        <translation>톤 매핑</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>모드</translation>
    </message>
    <message>
        <source>Compress</source>
        <translation>압축</translation>
    </message>
    <message>
        <source>Expand</source>
        <translation>확장</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>끔</translation>
    </message>
    <message>
        <source>Source peak</source>
        <translation>소스 최대 밝기</translation>
    </message>
    <message>
        <source>Target peak</source>
        <translation>대상 최대 밝기</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>커브</translation>
    </message>
    <message>
        <source>Hue curves</source>
        <translation>색조 커브</translation>
    </message>
    <message>
        <source>Log wheels</source>
        <translation>로그 휠</translation>
    </message>
    <message>
        <source>Shadow red</source>
        <translation>섀도 빨강</translation>
    </message>
    <message>
        <source>Shadow green</source>
        <translation>섀도 초록</translation>
    </message>
    <message>
        <source>Shadow blue</source>
        <translation>섀도 파랑</translation>
    </message>
    <message>
        <source>Midtone red</source>
        <translation>미드톤 빨강</translation>
    </message>
    <message>
        <source>Midtone green</source>
        <translation>미드톤 초록</translation>
    </message>
    <message>
        <source>Midtone blue</source>
        <translation>미드톤 파랑</translation>
    </message>
    <message>
        <source>Highlight red</source>
        <translation>하이라이트 빨강</translation>
    </message>
    <message>
        <source>Highlight green</source>
        <translation>하이라이트 초록</translation>
    </message>
    <message>
        <source>Highlight blue</source>
        <translation>하이라이트 파랑</translation>
    </message>
    <message>
        <source>Offset red</source>
        <translation>오프셋 빨강</translation>
    </message>
    <message>
        <source>Offset green</source>
        <translation>오프셋 초록</translation>
    </message>
    <message>
        <source>Offset blue</source>
        <translation>오프셋 파랑</translation>
    </message>
    <message>
        <source>Low range</source>
        <translation>어두운 범위</translation>
    </message>
    <message>
        <source>High range</source>
        <translation>밝은 범위</translation>
    </message>
    <message>
        <source>Channel mixer</source>
        <translation>채널 믹서</translation>
    </message>
    <message>
        <source>Red from red</source>
        <translation>빨강 ← 빨강</translation>
    </message>
    <message>
        <source>Red from green</source>
        <translation>빨강 ← 초록</translation>
    </message>
    <message>
        <source>Red from blue</source>
        <translation>빨강 ← 파랑</translation>
    </message>
    <message>
        <source>Red constant</source>
        <translation>빨강 상수</translation>
    </message>
    <message>
        <source>Green from red</source>
        <translation>초록 ← 빨강</translation>
    </message>
    <message>
        <source>Green from green</source>
        <translation>초록 ← 초록</translation>
    </message>
    <message>
        <source>Green from blue</source>
        <translation>초록 ← 파랑</translation>
    </message>
    <message>
        <source>Green constant</source>
        <translation>초록 상수</translation>
    </message>
    <message>
        <source>Blue from red</source>
        <translation>파랑 ← 빨강</translation>
    </message>
    <message>
        <source>Blue from green</source>
        <translation>파랑 ← 초록</translation>
    </message>
    <message>
        <source>Blue from blue</source>
        <translation>파랑 ← 파랑</translation>
    </message>
    <message>
        <source>Blue constant</source>
        <translation>파랑 상수</translation>
    </message>
    <message>
        <source>Preserve luminance</source>
        <translation>휘도 유지</translation>
    </message>
    <message>
        <source>Monochrome</source>
        <translation>흑백</translation>
    </message>
    <message>
        <source>Gaussian blur</source>
        <translation>가우시안 블러</translation>
    </message>
    <message>
        <source>Blur across</source>
        <translation>가로 블러</translation>
    </message>
    <message>
        <source>Blur down</source>
        <translation>세로 블러</translation>
    </message>
    <message>
        <source>Edge</source>
        <translation>가장자리</translation>
    </message>
    <message>
        <source>Transparent</source>
        <translation>투명</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>반복</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>거울</translation>
    </message>
    <message>
        <source>Sharpen</source>
        <translation>선명하게</translation>
    </message>
    <message>
        <source>Radius</source>
        <translation>반경</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>임계값</translation>
    </message>
    <message>
        <source>Glow</source>
        <translation>글로우</translation>
    </message>
    <message>
        <source>Chroma key</source>
        <translation>크로마 키</translation>
    </message>
    <message>
        <source>Key red</source>
        <translation>키 빨강</translation>
    </message>
    <message>
        <source>Key green</source>
        <translation>키 초록</translation>
    </message>
    <message>
        <source>Key blue</source>
        <translation>키 파랑</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>허용 범위</translation>
    </message>
    <message>
        <source>Softness</source>
        <translation>부드럽기</translation>
    </message>
    <message>
        <source>Spill suppression</source>
        <translation>스필 억제</translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation>축소</translation>
    </message>
    <message>
        <source>Matte blur</source>
        <translation>매트 블러</translation>
    </message>
    <message>
        <source>Matte black</source>
        <translation>매트 검정</translation>
    </message>
    <message>
        <source>Matte white</source>
        <translation>매트 흰색</translation>
    </message>
    <message>
        <source>Show matte</source>
        <translation>매트 보기</translation>
    </message>
    <message>
        <source>Drop shadow</source>
        <translation>그림자</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>빨강</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>초록</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>파랑</translation>
    </message>
    <message>
        <source>Angle</source>
        <translation>각도</translation>
    </message>
    <message>
        <source>Distance</source>
        <translation>거리</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>블러</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>퍼짐</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>게인</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>팬</translation>
    </message>
    <message>
        <source>Equaliser</source>
        <translation>이퀄라이저</translation>
    </message>
    <message>
        <source>Band 1</source>
        <translation>밴드 1</translation>
    </message>
    <message>
        <source>Bell</source>
        <translation>벨</translation>
    </message>
    <message>
        <source>Low shelf</source>
        <translation>로우 셸프</translation>
    </message>
    <message>
        <source>High shelf</source>
        <translation>하이 셸프</translation>
    </message>
    <message>
        <source>Low cut</source>
        <translation>로우 컷</translation>
    </message>
    <message>
        <source>High cut</source>
        <translation>하이 컷</translation>
    </message>
    <message>
        <source>Low cut 24 dB</source>
        <translation>로우 컷 24 dB</translation>
    </message>
    <message>
        <source>High cut 24 dB</source>
        <translation>하이 컷 24 dB</translation>
    </message>
    <message>
        <source>Notch</source>
        <translation>노치</translation>
    </message>
    <message>
        <source>Band pass</source>
        <translation>밴드 패스</translation>
    </message>
    <message>
        <source>Band 1 frequency</source>
        <translation>밴드 1 주파수</translation>
    </message>
    <message>
        <source>Band 1 gain</source>
        <translation>밴드 1 게인</translation>
    </message>
    <message>
        <source>Band 1 Q</source>
        <translation>밴드 1 Q</translation>
    </message>
    <message>
        <source>Band 2</source>
        <translation>밴드 2</translation>
    </message>
    <message>
        <source>Band 2 frequency</source>
        <translation>밴드 2 주파수</translation>
    </message>
    <message>
        <source>Band 2 gain</source>
        <translation>밴드 2 게인</translation>
    </message>
    <message>
        <source>Band 2 Q</source>
        <translation>밴드 2 Q</translation>
    </message>
    <message>
        <source>Band 3</source>
        <translation>밴드 3</translation>
    </message>
    <message>
        <source>Band 3 frequency</source>
        <translation>밴드 3 주파수</translation>
    </message>
    <message>
        <source>Band 3 gain</source>
        <translation>밴드 3 게인</translation>
    </message>
    <message>
        <source>Band 3 Q</source>
        <translation>밴드 3 Q</translation>
    </message>
    <message>
        <source>Band 4</source>
        <translation>밴드 4</translation>
    </message>
    <message>
        <source>Band 4 frequency</source>
        <translation>밴드 4 주파수</translation>
    </message>
    <message>
        <source>Band 4 gain</source>
        <translation>밴드 4 게인</translation>
    </message>
    <message>
        <source>Band 4 Q</source>
        <translation>밴드 4 Q</translation>
    </message>
    <message>
        <source>Band 5</source>
        <translation>밴드 5</translation>
    </message>
    <message>
        <source>Band 5 frequency</source>
        <translation>밴드 5 주파수</translation>
    </message>
    <message>
        <source>Band 5 gain</source>
        <translation>밴드 5 게인</translation>
    </message>
    <message>
        <source>Band 5 Q</source>
        <translation>밴드 5 Q</translation>
    </message>
    <message>
        <source>Band 6</source>
        <translation>밴드 6</translation>
    </message>
    <message>
        <source>Band 6 frequency</source>
        <translation>밴드 6 주파수</translation>
    </message>
    <message>
        <source>Band 6 gain</source>
        <translation>밴드 6 게인</translation>
    </message>
    <message>
        <source>Band 6 Q</source>
        <translation>밴드 6 Q</translation>
    </message>
    <message>
        <source>Band 7</source>
        <translation>밴드 7</translation>
    </message>
    <message>
        <source>Band 7 frequency</source>
        <translation>밴드 7 주파수</translation>
    </message>
    <message>
        <source>Band 7 gain</source>
        <translation>밴드 7 게인</translation>
    </message>
    <message>
        <source>Band 7 Q</source>
        <translation>밴드 7 Q</translation>
    </message>
    <message>
        <source>Band 8</source>
        <translation>밴드 8</translation>
    </message>
    <message>
        <source>Band 8 frequency</source>
        <translation>밴드 8 주파수</translation>
    </message>
    <message>
        <source>Band 8 gain</source>
        <translation>밴드 8 게인</translation>
    </message>
    <message>
        <source>Band 8 Q</source>
        <translation>밴드 8 Q</translation>
    </message>
    <message>
        <source>Output gain</source>
        <translation>출력 게인</translation>
    </message>
    <message>
        <source>Compressor</source>
        <translation>컴프레서</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>비율</translation>
    </message>
    <message>
        <source>Knee</source>
        <translation>니</translation>
    </message>
    <message>
        <source>Attack</source>
        <translation>어택</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>릴리스</translation>
    </message>
    <message>
        <source>Make-up gain</source>
        <translation>메이크업 게인</translation>
    </message>
    <message>
        <source>Detector</source>
        <translation>검출 방식</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>피크</translation>
    </message>
    <message>
        <source>RMS</source>
        <translation>RMS</translation>
    </message>
    <message>
        <source>Key low cut</source>
        <translation>키 로우 컷</translation>
    </message>
    <message>
        <source>Limiter</source>
        <translation>리미터</translation>
    </message>
    <message>
        <source>Ceiling</source>
        <translation>상한</translation>
    </message>
    <message>
        <source>Drive</source>
        <translation>드라이브</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>게이트</translation>
    </message>
    <message>
        <source>Expander</source>
        <translation>익스팬더</translation>
    </message>
    <message>
        <source>Hysteresis</source>
        <translation>히스테리시스</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>범위</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>홀드</translation>
    </message>
    <message>
        <source>De-esser</source>
        <translation>디에서</translation>
    </message>
    <message>
        <source>Frequency</source>
        <translation>주파수</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>듣기</translation>
    </message>
    <message>
        <source>Ducker</source>
        <translation>더커</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>깊이</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>딜레이</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>Feedback</source>
        <translation>피드백</translation>
    </message>
    <message>
        <source>Ping-pong</source>
        <translation>핑퐁</translation>
    </message>
    <message>
        <source>Reverb</source>
        <translation>리버브</translation>
    </message>
    <message>
        <source>Pre-delay</source>
        <translation>프리 딜레이</translation>
    </message>
    <message>
        <source>Decay</source>
        <translation>감쇠</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Damping</source>
        <translation>댐핑</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>폭</translation>
    </message>
    <message>
        <source>Saturator</source>
        <translation>새추레이터</translation>
    </message>
    <message>
        <source>Bias</source>
        <translation>바이어스</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>출력</translation>
    </message>
    <message>
        <source>Utility</source>
        <translation>유틸리티</translation>
    </message>
    <message>
        <source>Invert left</source>
        <translation>왼쪽 반전</translation>
    </message>
    <message>
        <source>Invert right</source>
        <translation>오른쪽 반전</translation>
    </message>
    <message>
        <source>Swap sides</source>
        <translation>좌우 바꾸기</translation>
    </message>
    <message>
        <source>Tone and noise</source>
        <translation>톤과 노이즈</translation>
    </message>
    <message>
        <source>Wave</source>
        <translation>파형</translation>
    </message>
    <message>
        <source>Sine</source>
        <translation>사인파</translation>
    </message>
    <message>
        <source>White</source>
        <translation>화이트</translation>
    </message>
    <message>
        <source>Pink</source>
        <translation>핑크</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>레벨</translation>
    </message>
    <message>
        <source>Add to the sound</source>
        <translation>소리에 더하기</translation>
    </message>
    <message>
        <source>Solid</source>
        <translation>단색</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>알파</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>그라디언트</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>모양</translation>
    </message>
    <message>
        <source>Radial</source>
        <translation>방사형</translation>
    </message>
    <message>
        <source>Start red</source>
        <translation>시작 빨강</translation>
    </message>
    <message>
        <source>Start green</source>
        <translation>시작 초록</translation>
    </message>
    <message>
        <source>Start blue</source>
        <translation>시작 파랑</translation>
    </message>
    <message>
        <source>Start alpha</source>
        <translation>시작 알파</translation>
    </message>
    <message>
        <source>End red</source>
        <translation>끝 빨강</translation>
    </message>
    <message>
        <source>End green</source>
        <translation>끝 초록</translation>
    </message>
    <message>
        <source>End blue</source>
        <translation>끝 파랑</translation>
    </message>
    <message>
        <source>End alpha</source>
        <translation>끝 알파</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>Alignment</source>
        <translation>정렬</translation>
    </message>
    <message>
        <source>Bottom left</source>
        <translation>왼쪽 아래</translation>
    </message>
    <message>
        <source>Bottom right</source>
        <translation>오른쪽 아래</translation>
    </message>
    <message>
        <source>Center</source>
        <translation>가운데</translation>
    </message>
    <message>
        <source>Top left</source>
        <translation>왼쪽 위</translation>
    </message>
    <message>
        <source>Top right</source>
        <translation>오른쪽 위</translation>
    </message>
    <message>
        <source>Fill red</source>
        <translation>채움 빨강</translation>
    </message>
    <message>
        <source>Fill green</source>
        <translation>채움 초록</translation>
    </message>
    <message>
        <source>Fill blue</source>
        <translation>채움 파랑</translation>
    </message>
    <message>
        <source>Fill alpha</source>
        <translation>채움 알파</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>외곽선</translation>
    </message>
    <message>
        <source>Outline red</source>
        <translation>외곽선 빨강</translation>
    </message>
    <message>
        <source>Outline green</source>
        <translation>외곽선 초록</translation>
    </message>
    <message>
        <source>Outline blue</source>
        <translation>외곽선 파랑</translation>
    </message>
    <message>
        <source>Outline alpha</source>
        <translation>외곽선 알파</translation>
    </message>
    <message>
        <source>Shadow</source>
        <translation>그림자</translation>
    </message>
    <message>
        <source>Bold</source>
        <translation>굵게</translation>
    </message>
    <message>
        <source>Italic</source>
        <translation>기울임</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>마스크</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>사각형</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>타원</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>경로</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>반전</translation>
    </message>
    <message>
        <source>Centre X</source>
        <translation>중심 X</translation>
    </message>
    <message>
        <source>Centre Y</source>
        <translation>중심 Y</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>높이</translation>
    </message>
    <message>
        <source>Qualifier</source>
        <translation>퀄리파이어</translation>
    </message>
    <message>
        <source>Hue width</source>
        <translation>색조 폭</translation>
    </message>
    <message>
        <source>Hue softness</source>
        <translation>색조 부드러움</translation>
    </message>
    <message>
        <source>Saturation low</source>
        <translation>채도 하한</translation>
    </message>
    <message>
        <source>Saturation high</source>
        <translation>채도 상한</translation>
    </message>
    <message>
        <source>Saturation softness</source>
        <translation>채도 부드러움</translation>
    </message>
    <message>
        <source>Luma low</source>
        <translation>루마 하한</translation>
    </message>
    <message>
        <source>Luma high</source>
        <translation>루마 상한</translation>
    </message>
    <message>
        <source>Luma softness</source>
        <translation>루마 부드러움</translation>
    </message>
    <message>
        <source>Invert qualifier</source>
        <translation>퀄리파이어 반전</translation>
    </message>
    <message>
        <source>Dissolve</source>
        <translation>디졸브</translation>
    </message>
    <message>
        <source>Wipe left</source>
        <translation>왼쪽으로 와이프</translation>
    </message>
    <message>
        <source>Wipe right</source>
        <translation>오른쪽으로 와이프</translation>
    </message>
    <message>
        <source>Wipe up</source>
        <translation>위로 와이프</translation>
    </message>
    <message>
        <source>Wipe down</source>
        <translation>아래로 와이프</translation>
    </message>
    <message>
        <source>Wipe diagonal</source>
        <translation>대각선 와이프</translation>
    </message>
    <message>
        <source>Clock wipe</source>
        <translation>시계 와이프</translation>
    </message>
    <message>
        <source>Iris</source>
        <translation>아이리스</translation>
    </message>
    <message>
        <source>Slide left</source>
        <translation>왼쪽으로 슬라이드</translation>
    </message>
    <message>
        <source>Slide right</source>
        <translation>오른쪽으로 슬라이드</translation>
    </message>
    <message>
        <source>Slide up</source>
        <translation>위로 슬라이드</translation>
    </message>
    <message>
        <source>Slide down</source>
        <translation>아래로 슬라이드</translation>
    </message>
    <message>
        <source>Dip to colour</source>
        <translation>색상 거쳐 전환</translation>
    </message>
    <message>
        <source>Cross-fade, linear</source>
        <translation>크로스페이드, 선형</translation>
    </message>
    <message>
        <source>Cross-fade, equal power</source>
        <translation>크로스페이드, 균등 파워</translation>
    </message>
    <message>
        <source>EQ</source>
        <translation>EQ</translation>
    </message>
    <message>
        <source>Comp</source>
        <translation>컴프</translation>
    </message>
    <message>
        <source>De-ess</source>
        <translation>디에서</translation>
    </message>
    <message>
        <source>Duck</source>
        <translation>더킹</translation>
    </message>
    <message>
        <source>Satur.</source>
        <translation>새추</translation>
    </message>
    <message>
        <source>Tone</source>
        <translation>톤</translation>
    </message>
    <message>
        <source>Position, scale, rotation</source>
        <translation>위치, 크기, 회전</translation>
    </message>
    <message>
        <source>Cuts the sides off</source>
        <translation>가장자리 잘라내기</translation>
    </message>
    <message>
        <source>Opacity and blend mode</source>
        <translation>불투명도와 혼합 모드</translation>
    </message>
    <message>
        <source>Brighter or darker, in stops</source>
        <translation>스톱 단위로 밝게 또는 어둡게</translation>
    </message>
    <message>
        <source>Steeper or flatter about a pivot</source>
        <translation>기준점을 중심으로 대비를 강하게 또는 약하게</translation>
    </message>
    <message>
        <source>Stronger or weaker colours</source>
        <translation>색을 진하게 또는 옅게</translation>
    </message>
    <message>
        <source>Warmer or cooler light</source>
        <translation>빛을 따뜻하게 또는 차갑게</translation>
    </message>
    <message>
        <source>Colour of dark, middle and light tones</source>
        <translation>어두운 톤, 중간 톤, 밝은 톤의 색</translation>
    </message>
    <message>
        <source>A look from a .cube file</source>
        <translation>.cube 파일의 룩</translation>
    </message>
    <message>
        <source>Fits bright HDR light into the picture</source>
        <translation>밝은 HDR 빛을 화면 범위에 맞춤</translation>
    </message>
    <message>
        <source>Tone curves for all and each channel</source>
        <translation>전체와 채널별 톤 커브</translation>
    </message>
    <message>
        <source>Changes single hues</source>
        <translation>특정 색조만 바꾸기</translation>
    </message>
    <message>
        <source>Wheels with soft ranges of tone</source>
        <translation>톤 경계가 부드러운 컬러 휠</translation>
    </message>
    <message>
        <source>Each channel mixed from all three</source>
        <translation>각 채널을 세 채널에서 섞기</translation>
    </message>
    <message>
        <source>Softens the picture</source>
        <translation>화면을 흐리게</translation>
    </message>
    <message>
        <source>Crisper edges</source>
        <translation>윤곽을 또렷하게</translation>
    </message>
    <message>
        <source>Light that spreads</source>
        <translation>번져 나가는 빛</translation>
    </message>
    <message>
        <source>Removes a green or blue screen</source>
        <translation>그린 스크린이나 블루 스크린 제거</translation>
    </message>
    <message>
        <source>A shadow below the clip</source>
        <translation>클립 아래 그림자</translation>
    </message>
    <message>
        <source>Louder or quieter</source>
        <translation>크게 또는 작게</translation>
    </message>
    <message>
        <source>Left or right</source>
        <translation>왼쪽 또는 오른쪽</translation>
    </message>
    <message>
        <source>Eight bands of tone</source>
        <translation>여덟 밴드의 음색 조절</translation>
    </message>
    <message>
        <source>Evens out loud and quiet</source>
        <translation>큰 소리와 작은 소리를 고르게</translation>
    </message>
    <message>
        <source>Never above a ceiling</source>
        <translation>상한을 넘지 않게</translation>
    </message>
    <message>
        <source>Silences what is below a threshold</source>
        <translation>임계값보다 작은 소리를 없앰</translation>
    </message>
    <message>
        <source>Softens sharp s sounds</source>
        <translation>거슬리는 치찰음을 부드럽게</translation>
    </message>
    <message>
        <source>Turns down while another sound speaks</source>
        <translation>다른 소리가 나올 때 음량 낮춤</translation>
    </message>
    <message>
        <source>Echoes</source>
        <translation>메아리</translation>
    </message>
    <message>
        <source>The sound of a room</source>
        <translation>공간의 울림</translation>
    </message>
    <message>
        <source>Warm distortion</source>
        <translation>따뜻한 왜곡</translation>
    </message>
    <message>
        <source>Gain, polarity, sides and width</source>
        <translation>게인, 극성, 좌우, 너비</translation>
    </message>
    <message>
        <source>Test tones and noise</source>
        <translation>테스트 톤과 노이즈</translation>
    </message>
    <message>
        <source>One colour</source>
        <translation>단색</translation>
    </message>
    <message>
        <source>From one colour to another</source>
        <translation>한 색에서 다른 색으로</translation>
    </message>
    <message>
        <source>Text over the picture</source>
        <translation>화면 위의 글자</translation>
    </message>
    <message>
        <source>Where the effect acts</source>
        <translation>효과가 적용되는 영역</translation>
    </message>
    <message>
        <source>LV2 plug-in</source>
        <translation>LV2 플러그인</translation>
    </message>
    <message>
        <source>A plug-in that is installed here</source>
        <translation>이 컴퓨터에 설치된 플러그인</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Add bin</source>
        <translation>폴더 추가</translation>
    </message>
    <message>
        <source>Add bus</source>
        <translation>버스 추가</translation>
    </message>
    <message>
        <source>Add effect</source>
        <translation>효과 추가</translation>
    </message>
    <message>
        <source>Add marker</source>
        <translation>마커 추가</translation>
    </message>
    <message>
        <source>Add subtitle</source>
        <translation>캡션 추가</translation>
    </message>
    <message>
        <source>Add track</source>
        <translation>트랙 추가</translation>
    </message>
    <message>
        <source>Append clip</source>
        <translation>클립을 끝에 붙이기</translation>
    </message>
    <message>
        <source>Change clip</source>
        <translation>클립 변경</translation>
    </message>
    <message>
        <source>Change marker</source>
        <translation>마커 변경</translation>
    </message>
    <message>
        <source>Change speed</source>
        <translation>속도 변경</translation>
    </message>
    <message>
        <source>Change track</source>
        <translation>트랙 변경</translation>
    </message>
    <message>
        <source>Copy clips</source>
        <translation>클립 복사</translation>
    </message>
    <message>
        <source>Delete clips</source>
        <translation>클립 삭제</translation>
    </message>
    <message>
        <source>Extract</source>
        <translation>추출</translation>
    </message>
    <message>
        <source>Fade</source>
        <translation>페이드</translation>
    </message>
    <message>
        <source>Group clips</source>
        <translation>클립 그룹</translation>
    </message>
    <message>
        <source>Import media</source>
        <translation>미디어 가져오기</translation>
    </message>
    <message>
        <source>Insert clip</source>
        <translation>클립 삽입</translation>
    </message>
    <message>
        <source>Interpret colour</source>
        <translation>색 해석</translation>
    </message>
    <message>
        <source>Lift</source>
        <translation>들어내기</translation>
    </message>
    <message>
        <source>Link clips</source>
        <translation>클립 연결</translation>
    </message>
    <message>
        <source>Mask effect</source>
        <translation>효과 마스크</translation>
    </message>
    <message>
        <source>Mixer</source>
        <translation>믹서</translation>
    </message>
    <message>
        <source>Move clips</source>
        <translation>클립 이동</translation>
    </message>
    <message>
        <source>Move media</source>
        <translation>미디어 이동</translation>
    </message>
    <message>
        <source>Move track</source>
        <translation>트랙 이동</translation>
    </message>
    <message>
        <source>Nest clips</source>
        <translation>클립 중첩</translation>
    </message>
    <message>
        <source>New sequence</source>
        <translation>새 타임라인</translation>
    </message>
    <message>
        <source>Open sequence</source>
        <translation>타임라인 열기</translation>
    </message>
    <message>
        <source>Overwrite clip</source>
        <translation>클립 덮어쓰기</translation>
    </message>
    <message>
        <source>Place clip on top</source>
        <translation>클립을 위에 놓기</translation>
    </message>
    <message>
        <source>Rate stretch</source>
        <translation>속도 늘이기</translation>
    </message>
    <message>
        <source>Relink media</source>
        <translation>미디어 다시 연결</translation>
    </message>
    <message>
        <source>Remove bin</source>
        <translation>폴더 제거</translation>
    </message>
    <message>
        <source>Remove bus</source>
        <translation>버스 제거</translation>
    </message>
    <message>
        <source>Remove effect</source>
        <translation>효과 제거</translation>
    </message>
    <message>
        <source>Remove key</source>
        <translation>키 제거</translation>
    </message>
    <message>
        <source>Remove marker</source>
        <translation>마커 제거</translation>
    </message>
    <message>
        <source>Remove mask</source>
        <translation>마스크 제거</translation>
    </message>
    <message>
        <source>Remove media</source>
        <translation>미디어 제거</translation>
    </message>
    <message>
        <source>Remove send</source>
        <translation>센드 제거</translation>
    </message>
    <message>
        <source>Remove sequence</source>
        <translation>타임라인 제거</translation>
    </message>
    <message>
        <source>Remove track</source>
        <translation>트랙 제거</translation>
    </message>
    <message>
        <source>Remove transition</source>
        <translation>전환 제거</translation>
    </message>
    <message>
        <source>Reorder effects</source>
        <translation>효과 순서 변경</translation>
    </message>
    <message>
        <source>Replace media</source>
        <translation>미디어 교체</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>복원</translation>
    </message>
    <message>
        <source>Ripple trim</source>
        <translation>밀어내며 다듬기</translation>
    </message>
    <message>
        <source>Roll cut</source>
        <translation>컷 롤</translation>
    </message>
    <message>
        <source>Route strip</source>
        <translation>출력 변경</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>센드</translation>
    </message>
    <message>
        <source>Sequence format</source>
        <translation>타임라인 형식</translation>
    </message>
    <message>
        <source>Set key</source>
        <translation>키 설정</translation>
    </message>
    <message>
        <source>Set parameter</source>
        <translation>값 설정</translation>
    </message>
    <message>
        <source>Set side chain</source>
        <translation>사이드 체인 설정</translation>
    </message>
    <message>
        <source>Set text</source>
        <translation>글자 설정</translation>
    </message>
    <message>
        <source>Slice</source>
        <translation>나누기</translation>
    </message>
    <message>
        <source>Slide clip</source>
        <translation>클립 슬라이드</translation>
    </message>
    <message>
        <source>Slip clip</source>
        <translation>클립 슬립</translation>
    </message>
    <message>
        <source>Switch effect</source>
        <translation>효과 켜기/끄기</translation>
    </message>
    <message>
        <source>Transition</source>
        <translation>전환</translation>
    </message>
    <message>
        <source>Trim clip</source>
        <translation>클립 다듬기</translation>
    </message>
    <message>
        <source>Ungroup clips</source>
        <translation>클립 그룹 해제</translation>
    </message>
    <message>
        <source>Unlink clips</source>
        <translation>클립 연결 해제</translation>
    </message>
    <message>
        <source>Add plug-in</source>
        <translation>플러그인 추가</translation>
    </message>
    <message>
        <source>Set plug-in</source>
        <translation>플러그인 설정</translation>
    </message>
    <message>
        <source>Normalise clip</source>
        <translation>클립 노멀라이즈</translation>
    </message>
    <message>
        <source>Write automation</source>
        <translation>오토메이션 쓰기</translation>
    </message>
    <message>
        <source>Add fader group</source>
        <translation>페이더 그룹 추가</translation>
    </message>
    <message>
        <source>Add take</source>
        <translation>테이크 추가</translation>
    </message>
    <message>
        <source>Change fader group</source>
        <translation>페이더 그룹 변경</translation>
    </message>
    <message>
        <source>Choose input</source>
        <translation>입력 선택</translation>
    </message>
    <message>
        <source>Choose take</source>
        <translation>테이크 선택</translation>
    </message>
    <message>
        <source>Remove fader group</source>
        <translation>페이더 그룹 제거</translation>
    </message>
    <message>
        <source>Remove take</source>
        <translation>테이크 제거</translation>
    </message>
    <message>
        <source>Rename fader group</source>
        <translation>페이더 그룹 이름 바꾸기</translation>
    </message>
    <message>
        <source>Change speed ramp</source>
        <translation>속도 곡선 변경</translation>
    </message>
    <message>
        <source>Remove speed ramp</source>
        <translation>속도 곡선 제거</translation>
    </message>
    <message>
        <source>Paste clips</source>
        <translation>클립 붙여넣기</translation>
    </message>
    <message>
        <source>Import subtitles</source>
        <translation>자막 가져오기</translation>
    </message>
    <message>
        <source>Add grade</source>
        <translation>색 보정 버전 추가</translation>
    </message>
    <message>
        <source>Choose grade</source>
        <translation>색 보정 버전 선택</translation>
    </message>
    <message>
        <source>Remove grade</source>
        <translation>색 보정 버전 제거</translation>
    </message>
    <message>
        <source>Rename grade</source>
        <translation>색 보정 버전 이름 바꾸기</translation>
    </message>
</context>
<context>
    <name>Edits</name>
    <message>
        <source>Append clips</source>
        <translation>클립을 끝에 붙이기</translation>
    </message>
    <message>
        <source>Insert clips</source>
        <translation>클립 삽입</translation>
    </message>
    <message>
        <source>Nothing is selected to put</source>
        <translation>넣을 항목을 선택하지 않았습니다</translation>
    </message>
    <message>
        <source>Select something in the media pool, or open it in the source viewer.</source>
        <translation>미디어에서 항목을 선택하거나 소스 뷰어에서 여세요.</translation>
    </message>
    <message>
        <source>Add title</source>
        <translation>타이틀 추가</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>나누기</translation>
    </message>
    <message>
        <source>Trim start to playhead</source>
        <translation>재생 헤드까지 앞부분 다듬기</translation>
    </message>
    <message>
        <source>Trim end to playhead</source>
        <translation>재생 헤드까지 뒷부분 다듬기</translation>
    </message>
    <message>
        <source>No range is marked</source>
        <translation>지정한 구간이 없습니다</translation>
    </message>
    <message>
        <source>Set an in point with I and an out point with O first.</source>
        <translation>먼저 I 키로 시작점을, O 키로 끝점을 지정하세요.</translation>
    </message>
    <message>
        <source>Disable clips</source>
        <translation>클립 끄기</translation>
    </message>
    <message>
        <source>Enable clips</source>
        <translation>클립 켜기</translation>
    </message>
    <message>
        <source>Clip gain</source>
        <translation>클립 게인</translation>
    </message>
    <message>
        <source>Fade in</source>
        <translation>페이드 인</translation>
    </message>
    <message>
        <source>Fade out</source>
        <translation>페이드 아웃</translation>
    </message>
    <message>
        <source>There is no cut for a transition</source>
        <translation>전환을 넣을 컷이 없습니다</translation>
    </message>
    <message>
        <source>A transition joins two clips that touch; move one clip to the other first.</source>
        <translation>전환은 맞닿은 두 클립을 잇습니다. 먼저 두 클립을 서로 붙이세요.</translation>
    </message>
    <message>
        <source>Add transition</source>
        <translation>전환 추가</translation>
    </message>
    <message>
        <source>No clip is selected</source>
        <translation>선택한 클립이 없습니다</translation>
    </message>
    <message>
        <source>Select clips on the timeline to copy them.</source>
        <translation>타임라인에서 클립을 선택하면 복사할 수 있습니다.</translation>
    </message>
    <message>
        <source>There are no clips to paste</source>
        <translation>붙여넣을 클립이 없습니다</translation>
    </message>
    <message>
        <source>Copy clips on a timeline first, of this window or another one, or files.</source>
        <translation>먼저 이 창이나 다른 창의 타임라인에서 클립을, 또는 파일을 복사하세요.</translation>
    </message>
    <message>
        <source>Paste clips</source>
        <translation>클립 붙여넣기</translation>
    </message>
</context>
<context>
    <name>ExportChoice</name>
    <message>
        <source>Very high</source>
        <translation>매우 높음</translation>
    </message>
    <message>
        <source>High</source>
        <translation>높음</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>좋음</translation>
    </message>
    <message>
        <source>Small file</source>
        <translation>작은 파일</translation>
    </message>
    <message>
        <source>Very small file</source>
        <translation>아주 작은 파일</translation>
    </message>
    <message>
        <source>16-bit PCM</source>
        <translation>16비트 PCM</translation>
    </message>
    <message>
        <source>24-bit PCM</source>
        <translation>24비트 PCM</translation>
    </message>
    <message>
        <source>32-bit float PCM</source>
        <translation>32비트 부동소수점 PCM</translation>
    </message>
    <message>
        <source>samples as in the media</source>
        <translation>원본과 같은 샘플 형식</translation>
    </message>
    <message>
        <source>%1-bit</source>
        <translation>%1비트</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>rate by its channels</source>
        <translation>채널 수에 따른 비트레이트</translation>
    </message>
</context>
<context>
    <name>LoudnessView</name>
    <message>
        <source>Online −14 LUFS</source>
        <translation>온라인 −14 LUFS</translation>
    </message>
    <message>
        <source>Online −16 LUFS</source>
        <translation>온라인 −16 LUFS</translation>
    </message>
    <message>
        <source>Broadcast −23 LUFS</source>
        <translation>방송 −23 LUFS</translation>
    </message>
    <message>
        <source>Broadcast −24 LKFS</source>
        <translation>방송 −24 LKFS</translation>
    </message>
</context>
<context>
    <name>MediaItems</name>
    <message>
        <source>it is no film</source>
        <translation>영상이 아님</translation>
    </message>
    <message>
        <source>its content is not known</source>
        <translation>내용을 알 수 없음</translation>
    </message>
    <message>
        <source>its frame rate varies</source>
        <translation>프레임 레이트가 일정하지 않음</translation>
    </message>
    <message>
        <source>it is interlaced</source>
        <translation>인터레이스 영상</translation>
    </message>
    <message>
        <source>it has an alpha channel</source>
        <translation>알파 채널이 있음</translation>
    </message>
    <message>
        <source>its picture begins later than its sound</source>
        <translation>화면이 소리보다 늦게 시작함</translation>
    </message>
    <message>
        <source>it is small already</source>
        <translation>이미 작은 영상</translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>FLAC</source>
        <translation>FLAC</translation>
    </message>
    <message>
        <source>Sound only, lossless</source>
        <translation>소리만, 무손실</translation>
    </message>
    <message>
        <source>AAC in M4A</source>
        <translation>AAC(M4A)</translation>
    </message>
    <message>
        <source>Sound only, with chapters</source>
        <translation>소리만, 챕터 포함</translation>
    </message>
    <message>
        <source>MP3 podcast</source>
        <translation>MP3 팟캐스트</translation>
    </message>
    <message>
        <source>Sound only, for podcast feeds, -16 LUFS</source>
        <translation>소리만, 팟캐스트 피드용, -16 LUFS</translation>
    </message>
    <message>
        <source>Opus</source>
        <translation>Opus</translation>
    </message>
    <message>
        <source>Sound only, small</source>
        <translation>소리만, 작은 파일</translation>
    </message>
    <message>
        <source>WAV stem, 32-bit float</source>
        <translation>WAV 스템, 32비트 부동소수점</translation>
    </message>
    <message>
        <source>Sound only, never clipped, for mixing elsewhere; audio.0.bus names the bus of the stem</source>
        <translation>소리만, 클리핑 없이 다른 곳에서 믹싱할 때 사용. 스템의 버스는 audio.0.bus로 지정</translation>
    </message>
    <message>
        <source>WAV 16-bit</source>
        <translation>WAV 16비트</translation>
    </message>
    <message>
        <source>Sound only, for CDs and old programs</source>
        <translation>소리만, CD와 오래된 프로그램용</translation>
    </message>
    <message>
        <source>WAV 24-bit</source>
        <translation>WAV 24비트</translation>
    </message>
    <message>
        <source>Sound only, uncompressed</source>
        <translation>소리만, 비압축</translation>
    </message>
    <message>
        <source>AV1</source>
        <translation>AV1</translation>
    </message>
    <message>
        <source>AV1 by SVT-AV1 in MP4 with AAC, 10-bit</source>
        <translation>SVT-AV1로 만든 AV1, AAC와 함께 MP4에 저장, 10비트</translation>
    </message>
    <message>
        <source>AES TD1008 music</source>
        <translation>AES TD1008 음악</translation>
    </message>
    <message>
        <source>Music for streaming, each track by itself: 24-bit WAV at -16 LUFS</source>
        <translation>스트리밍용 음악, 곡마다 따로: -16 LUFS 24비트 WAV</translation>
    </message>
    <message>
        <source>AES TD1008 speech</source>
        <translation>AES TD1008 말소리</translation>
    </message>
    <message>
        <source>Speech and mixed programmes for streaming: 24-bit WAV at -18 LUFS</source>
        <translation>스트리밍용 말소리와 혼합 프로그램: -18 LUFS 24비트 WAV</translation>
    </message>
    <message>
        <source>ATSC A/85 ProRes 422 HQ</source>
        <translation>ATSC A/85 ProRes 422 HQ</translation>
    </message>
    <message>
        <source>ProRes 422 HQ with sound at -24 LKFS, true peak below -2 dB</source>
        <translation>ProRes 422 HQ, 소리 -24 LKFS, 트루 피크 -2 dB 이하</translation>
    </message>
    <message>
        <source>ATSC A/85 WAV</source>
        <translation>ATSC A/85 WAV</translation>
    </message>
    <message>
        <source>24-bit WAV at -24 LKFS, true peak below -2 dB</source>
        <translation>-24 LKFS 24비트 WAV, 트루 피크 -2 dB 이하</translation>
    </message>
    <message>
        <source>EBU R 128 ProRes 422 HQ</source>
        <translation>EBU R 128 ProRes 422 HQ</translation>
    </message>
    <message>
        <source>ProRes 422 HQ with sound at -23 LUFS within 0.2 LU</source>
        <translation>ProRes 422 HQ, 소리 -23 LUFS(오차 0.2 LU 이내)</translation>
    </message>
    <message>
        <source>EBU R 128 WAV</source>
        <translation>EBU R 128 WAV</translation>
    </message>
    <message>
        <source>24-bit WAV at -23 LUFS within 0.2 LU, true peak below -1 dB</source>
        <translation>-23 LUFS(오차 0.2 LU 이내) 24비트 WAV, 트루 피크 -1 dB 이하</translation>
    </message>
    <message>
        <source>Stereo mix at -27 LKFS</source>
        <translation>스테레오 믹스 -27 LKFS</translation>
    </message>
    <message>
        <source>24-bit WAV at -27 LKFS of the whole programme, true peak below -2 dB. Dialogue is not gated, so it proves no compliance with delivery specifications that ask for it</source>
        <translation>프로그램 전체 -27 LKFS 24비트 WAV, 트루 피크 -2 dB 이하. 대사 게이트로 재지 않으므로 이를 요구하는 납품 규격의 준수를 보장하지 않음</translation>
    </message>
    <message>
        <source>DNxHR 444</source>
        <translation>DNxHR 444</translation>
    </message>
    <message>
        <source>Editing master for Avid, full chroma in 10 bits</source>
        <translation>Avid용 편집 마스터, 10비트 전체 색차</translation>
    </message>
    <message>
        <source>DNxHR HQ</source>
        <translation>DNxHR HQ</translation>
    </message>
    <message>
        <source>Editing master for Avid, 8-bit, high quality</source>
        <translation>Avid용 편집 마스터, 8비트 고품질</translation>
    </message>
    <message>
        <source>DNxHR HQX</source>
        <translation>DNxHR HQX</translation>
    </message>
    <message>
        <source>Editing master for Avid, 10-bit</source>
        <translation>Avid용 편집 마스터, 10비트</translation>
    </message>
    <message>
        <source>DNxHR LB</source>
        <translation>DNxHR LB</translation>
    </message>
    <message>
        <source>Small editing copies for Avid, 8-bit</source>
        <translation>Avid용 작은 편집본, 8비트</translation>
    </message>
    <message>
        <source>DNxHR SQ</source>
        <translation>DNxHR SQ</translation>
    </message>
    <message>
        <source>Editing master for Avid, 8-bit</source>
        <translation>Avid용 편집 마스터, 8비트</translation>
    </message>
    <message>
        <source>FFV1 lossless, 10-bit 4:2:2</source>
        <translation>FFV1 무손실, 10비트 4:2:2</translation>
    </message>
    <message>
        <source>Lossless archive in Matroska, 10-bit 4:2:2</source>
        <translation>Matroska 무손실 보관본, 10비트 4:2:2</translation>
    </message>
    <message>
        <source>FFV1 lossless</source>
        <translation>FFV1 무손실</translation>
    </message>
    <message>
        <source>Lossless archive in Matroska, in the source&apos;s own sample format</source>
        <translation>Matroska 무손실 보관본, 원본의 샘플 형식 그대로</translation>
    </message>
    <message>
        <source>H.264 lossless</source>
        <translation>H.264 무손실</translation>
    </message>
    <message>
        <source>Lossless H.264 in Matroska, quick to write</source>
        <translation>Matroska에 담은 무손실 H.264, 빠르게 기록</translation>
    </message>
    <message>
        <source>H.264, high quality</source>
        <translation>H.264 고품질</translation>
    </message>
    <message>
        <source>Slow, nearly transparent H.264 for archives and re-encoding by platforms</source>
        <translation>보관용이나 플랫폼 재인코딩용, 느리지만 원본에 가까운 H.264</translation>
    </message>
    <message>
        <source>H.264, fast</source>
        <translation>H.264 빠름</translation>
    </message>
    <message>
        <source>A good, quick MP4 that plays everywhere</source>
        <translation>어디서나 재생되는 빠르고 좋은 MP4</translation>
    </message>
    <message>
        <source>HEVC 10-bit</source>
        <translation>HEVC 10비트</translation>
    </message>
    <message>
        <source>H.265 Main 10 in MP4; keeps HDR tags and metadata</source>
        <translation>MP4에 담은 H.265 Main 10, HDR 태그와 메타데이터 유지</translation>
    </message>
    <message>
        <source>HEVC 8-bit</source>
        <translation>HEVC 8비트</translation>
    </message>
    <message>
        <source>H.265 in MP4, half the size of H.264 for the same look</source>
        <translation>MP4에 담은 H.265, 같은 화질에 H.264의 절반 크기</translation>
    </message>
    <message>
        <source>DPX images, 10-bit</source>
        <translation>DPX 이미지, 10비트</translation>
    </message>
    <message>
        <source>One numbered file a frame, RGB in 10 bits</source>
        <translation>프레임마다 번호 붙은 파일 하나, 10비트 RGB</translation>
    </message>
    <message>
        <source>OpenEXR, linear float images</source>
        <translation>OpenEXR, 선형 부동소수점 이미지</translation>
    </message>
    <message>
        <source>One numbered file a frame</source>
        <translation>프레임마다 번호 붙은 파일 하나</translation>
    </message>
    <message>
        <source>JPEG images</source>
        <translation>JPEG 이미지</translation>
    </message>
    <message>
        <source>PNG images, 16-bit</source>
        <translation>PNG 이미지, 16비트</translation>
    </message>
    <message>
        <source>One numbered file a frame, 16 bits a sample</source>
        <translation>프레임마다 번호 붙은 파일 하나, 샘플당 16비트</translation>
    </message>
    <message>
        <source>PNG images</source>
        <translation>PNG 이미지</translation>
    </message>
    <message>
        <source>TIFF images, 16-bit</source>
        <translation>TIFF 이미지, 16비트</translation>
    </message>
    <message>
        <source>TIFF images</source>
        <translation>TIFF 이미지</translation>
    </message>
    <message>
        <source>WebP images</source>
        <translation>WebP 이미지</translation>
    </message>
    <message>
        <source>Motion JPEG</source>
        <translation>모션 JPEG</translation>
    </message>
    <message>
        <source>Every frame a JPEG, in QuickTime</source>
        <translation>모든 프레임이 JPEG, QuickTime</translation>
    </message>
    <message>
        <source>Amazon Music</source>
        <translation>Amazon Music</translation>
    </message>
    <message>
        <source>24-bit WAV at -14 LUFS, true peak below -2 dB</source>
        <translation>-14 LUFS 24비트 WAV, 트루 피크 -2 dB 이하</translation>
    </message>
    <message>
        <source>Apple Music</source>
        <translation>Apple Music</translation>
    </message>
    <message>
        <source>24-bit WAV at -16 LUFS, true peak below -1 dB</source>
        <translation>-16 LUFS 24비트 WAV, 트루 피크 -1 dB 이하</translation>
    </message>
    <message>
        <source>SoundCloud</source>
        <translation>SoundCloud</translation>
    </message>
    <message>
        <source>24-bit WAV at -11 LUFS, true peak below -1 dB</source>
        <translation>-11 LUFS 24비트 WAV, 트루 피크 -1 dB 이하</translation>
    </message>
    <message>
        <source>Apple Podcasts AAC, mono</source>
        <translation>Apple Podcasts AAC 모노</translation>
    </message>
    <message>
        <source>Speech in one channel with chapters, -19 LUFS</source>
        <translation>한 채널 말소리, 챕터 포함, -19 LUFS</translation>
    </message>
    <message>
        <source>Apple Podcasts AAC, stereo</source>
        <translation>Apple Podcasts AAC 스테레오</translation>
    </message>
    <message>
        <source>128 kb/s with chapters, -16 LUFS, true peak below -1 dB</source>
        <translation>128 kb/s, 챕터 포함, -16 LUFS, 트루 피크 -1 dB 이하</translation>
    </message>
    <message>
        <source>Apple Podcasts MP3, mono</source>
        <translation>Apple Podcasts MP3 모노</translation>
    </message>
    <message>
        <source>Speech in one channel at 96 kb/s, -19 LUFS</source>
        <translation>한 채널 말소리, 96 kb/s, -19 LUFS</translation>
    </message>
    <message>
        <source>Apple Podcasts MP3, stereo</source>
        <translation>Apple Podcasts MP3 스테레오</translation>
    </message>
    <message>
        <source>128 kb/s, -16 LUFS, true peak below -1 dB</source>
        <translation>128 kb/s, -16 LUFS, 트루 피크 -1 dB 이하</translation>
    </message>
    <message>
        <source>Apple Podcasts subscriber FLAC</source>
        <translation>Apple Podcasts 구독자용 FLAC</translation>
    </message>
    <message>
        <source>24-bit lossless stereo for subscriber episodes, -16 LUFS</source>
        <translation>구독자 에피소드용 24비트 무손실 스테레오, -16 LUFS</translation>
    </message>
    <message>
        <source>Apple Podcasts subscriber WAV</source>
        <translation>Apple Podcasts 구독자용 WAV</translation>
    </message>
    <message>
        <source>24-bit stereo for subscriber episodes, -16 LUFS</source>
        <translation>구독자 에피소드용 24비트 스테레오, -16 LUFS</translation>
    </message>
    <message>
        <source>Spotify podcast</source>
        <translation>Spotify 팟캐스트</translation>
    </message>
    <message>
        <source>MP3 at 192 kb/s, -14 LUFS as Spotify plays it, true peak below -1 dB</source>
        <translation>192 kb/s MP3, Spotify 재생 기준인 -14 LUFS, 트루 피크 -1 dB 이하</translation>
    </message>
    <message>
        <source>ProRes 422 Proxy</source>
        <translation>ProRes 422 프록시</translation>
    </message>
    <message>
        <source>Small editing copies in QuickTime</source>
        <translation>QuickTime 작은 편집본</translation>
    </message>
    <message>
        <source>ProRes 422</source>
        <translation>ProRes 422</translation>
    </message>
    <message>
        <source>Editing master in QuickTime</source>
        <translation>QuickTime 편집 마스터</translation>
    </message>
    <message>
        <source>ProRes 422 HQ, P3</source>
        <translation>ProRes 422 HQ, P3</translation>
    </message>
    <message>
        <source>ProRes 422 HQ in the primaries of P3 displays with D65 white and the curve of BT.709</source>
        <translation>D65 백색점 P3 디스플레이의 원색과 BT.709 곡선을 쓰는 ProRes 422 HQ</translation>
    </message>
    <message>
        <source>ProRes 422 HQ</source>
        <translation>ProRes 422 HQ</translation>
    </message>
    <message>
        <source>Editing master in QuickTime, high quality</source>
        <translation>QuickTime 고품질 편집 마스터</translation>
    </message>
    <message>
        <source>ProRes 422 LT</source>
        <translation>ProRes 422 LT</translation>
    </message>
    <message>
        <source>Light editing copies in QuickTime</source>
        <translation>QuickTime 가벼운 편집본</translation>
    </message>
    <message>
        <source>ProRes 4444</source>
        <translation>ProRes 4444</translation>
    </message>
    <message>
        <source>Editing master with full chroma</source>
        <translation>전체 색차 편집 마스터</translation>
    </message>
    <message>
        <source>ProRes 4444 XQ</source>
        <translation>ProRes 4444 XQ</translation>
    </message>
    <message>
        <source>Editing master with full chroma at the highest rate</source>
        <translation>가장 높은 비트레이트의 전체 색차 편집 마스터</translation>
    </message>
    <message>
        <source>Fits 100 MB</source>
        <translation>100 MB에 맞춤</translation>
    </message>
    <message>
        <source>An MP4 of at most 100,000,000 bytes: the bit rate follows from the length</source>
        <translation>최대 100,000,000바이트 MP4: 비트레이트는 길이에 맞춰 정해짐</translation>
    </message>
    <message>
        <source>Fits 10 MB</source>
        <translation>10 MB에 맞춤</translation>
    </message>
    <message>
        <source>An MP4 of at most 10,000,000 bytes: the bit rate follows from the length</source>
        <translation>최대 10,000,000바이트 MP4: 비트레이트는 길이에 맞춰 정해짐</translation>
    </message>
    <message>
        <source>Fits 25 MB</source>
        <translation>25 MB에 맞춤</translation>
    </message>
    <message>
        <source>An MP4 of at most 25,000,000 bytes: the bit rate follows from the length</source>
        <translation>최대 25,000,000바이트 MP4: 비트레이트는 길이에 맞춰 정해짐</translation>
    </message>
    <message>
        <source>Fits 8 MB</source>
        <translation>8 MB에 맞춤</translation>
    </message>
    <message>
        <source>An MP4 of at most 8,000,000 bytes: the bit rate follows from the length</source>
        <translation>최대 8,000,000바이트 MP4: 비트레이트는 길이에 맞춰 정해짐</translation>
    </message>
    <message>
        <source>Instagram feed 4:5</source>
        <translation>Instagram 피드 4:5</translation>
    </message>
    <message>
        <source>1080x1350, 3 s to 60 s, at most 100 MB, sound at -14 LUFS</source>
        <translation>1080x1350, 3초~60초, 최대 100 MB, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>Instagram feed 16:9</source>
        <translation>Instagram 피드 16:9</translation>
    </message>
    <message>
        <source>1920x1080, 3 s to 60 s, at most 100 MB, sound at -14 LUFS</source>
        <translation>1920x1080, 3초~60초, 최대 100 MB, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>Instagram feed 1:1</source>
        <translation>Instagram 피드 1:1</translation>
    </message>
    <message>
        <source>1080x1080, 3 s to 60 s, at most 100 MB, sound at -14 LUFS</source>
        <translation>1080x1080, 3초~60초, 최대 100 MB, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>Instagram Reels</source>
        <translation>Instagram 릴스</translation>
    </message>
    <message>
        <source>1080x1920, 3 s to 15 min, at most 300 MB, sound at -14 LUFS</source>
        <translation>1080x1920, 3초~15분, 최대 300 MB, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>Square 1080x1080</source>
        <translation>정사각형 1080x1080</translation>
    </message>
    <message>
        <source>Feed posts, 1:1</source>
        <translation>피드 게시물, 1:1</translation>
    </message>
    <message>
        <source>TikTok 16:9</source>
        <translation>TikTok 16:9</translation>
    </message>
    <message>
        <source>1920x1080, 3 s to 10 min, at most 1 GB, sound at -14 LUFS</source>
        <translation>1920x1080, 3초~10분, 최대 1 GB, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>TikTok 1:1</source>
        <translation>TikTok 1:1</translation>
    </message>
    <message>
        <source>1080x1080, 3 s to 10 min, at most 1 GB, sound at -14 LUFS</source>
        <translation>1080x1080, 3초~10분, 최대 1 GB, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>TikTok 9:16</source>
        <translation>TikTok 9:16</translation>
    </message>
    <message>
        <source>1080x1920, 3 s to 10 min, at most 1 GB, sound at -14 LUFS</source>
        <translation>1080x1920, 3초~10분, 최대 1 GB, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>Vertical 1080x1920</source>
        <translation>세로 1080x1920</translation>
    </message>
    <message>
        <source>Stories, reels and shorts, 9:16</source>
        <translation>스토리, 릴스, 쇼츠, 9:16</translation>
    </message>
    <message>
        <source>X 720p</source>
        <translation>X 720p</translation>
    </message>
    <message>
        <source>1280x720 at most, 0.5 s to 140 s, at most 512 MB, sound at -14 LUFS</source>
        <translation>최대 1280x720, 0.5초~140초, 최대 512 MB, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>X portrait</source>
        <translation>X 세로</translation>
    </message>
    <message>
        <source>720x1280, 0.5 s to 140 s, at most 512 MB, sound at -14 LUFS</source>
        <translation>720x1280, 0.5초~140초, 최대 512 MB, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>X square</source>
        <translation>X 정사각형</translation>
    </message>
    <message>
        <source>720x720, 0.5 s to 140 s, at most 512 MB, sound at -14 LUFS</source>
        <translation>720x720, 0.5초~140초, 최대 512 MB, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>YouTube Shorts</source>
        <translation>YouTube 쇼츠</translation>
    </message>
    <message>
        <source>1080x1920 at the rates of YouTube 1080p, sound at -14 LUFS</source>
        <translation>1080x1920, YouTube 1080p 비트레이트, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>VP9 WebM</source>
        <translation>VP9 WebM</translation>
    </message>
    <message>
        <source>Royalty-free video and sound for the web</source>
        <translation>로열티 없는 웹용 영상과 소리</translation>
    </message>
    <message>
        <source>AV1 WebM</source>
        <translation>AV1 WebM</translation>
    </message>
    <message>
        <source>Royalty-free video and sound for web pages, smaller than VP9</source>
        <translation>로열티 없는 웹 페이지용 영상과 소리, VP9보다 작음</translation>
    </message>
    <message>
        <source>GIF animation</source>
        <translation>GIF 애니메이션</translation>
    </message>
    <message>
        <source>Animation without sound: 640 pixels wide at most, 20 pictures a second, a palette for each picture</source>
        <translation>소리 없는 애니메이션: 너비 최대 640픽셀, 초당 20장, 그림마다 팔레트</translation>
    </message>
    <message>
        <source>WebP animation</source>
        <translation>WebP 애니메이션</translation>
    </message>
    <message>
        <source>Animation without sound, far smaller than a GIF: 640 pixels wide at most, 20 pictures a second, transparency is kept</source>
        <translation>소리 없는 애니메이션, GIF보다 훨씬 작음: 너비 최대 640픽셀, 초당 20장, 투명도 유지</translation>
    </message>
    <message>
        <source>H.264 720p, small</source>
        <translation>H.264 720p 작은 파일</translation>
    </message>
    <message>
        <source>A small MP4 for mail and web pages that plays everywhere</source>
        <translation>메일과 웹 페이지용, 어디서나 재생되는 작은 MP4</translation>
    </message>
    <message>
        <source>Vimeo 1080p</source>
        <translation>Vimeo 1080p</translation>
    </message>
    <message>
        <source>Upload to Vimeo at up to 1920x1080</source>
        <translation>Vimeo 업로드, 최대 1920x1080</translation>
    </message>
    <message>
        <source>Vimeo 1440p</source>
        <translation>Vimeo 1440p</translation>
    </message>
    <message>
        <source>Upload to Vimeo at up to 2560x1440</source>
        <translation>Vimeo 업로드, 최대 2560x1440</translation>
    </message>
    <message>
        <source>Vimeo 2160p</source>
        <translation>Vimeo 2160p</translation>
    </message>
    <message>
        <source>Upload to Vimeo at up to 3840x2160</source>
        <translation>Vimeo 업로드, 최대 3840x2160</translation>
    </message>
    <message>
        <source>Vimeo 4320p</source>
        <translation>Vimeo 4320p</translation>
    </message>
    <message>
        <source>Upload to Vimeo at up to 7680x4320</source>
        <translation>Vimeo 업로드, 최대 7680x4320</translation>
    </message>
    <message>
        <source>Vimeo 480p</source>
        <translation>Vimeo 480p</translation>
    </message>
    <message>
        <source>Upload to Vimeo at up to 854x480</source>
        <translation>Vimeo 업로드, 최대 854x480</translation>
    </message>
    <message>
        <source>Vimeo 720p</source>
        <translation>Vimeo 720p</translation>
    </message>
    <message>
        <source>Upload to Vimeo at up to 1280x720</source>
        <translation>Vimeo 업로드, 최대 1280x720</translation>
    </message>
    <message>
        <source>VP9 WebM, 10-bit</source>
        <translation>VP9 WebM, 10비트</translation>
    </message>
    <message>
        <source>Royalty-free video for the web in 10 bits</source>
        <translation>로열티 없는 웹용 10비트 영상</translation>
    </message>
    <message>
        <source>YouTube 1080p HDR (PQ)</source>
        <translation>YouTube 1080p HDR (PQ)</translation>
    </message>
    <message>
        <source>HDR upload to YouTube at up to 1920x1080: Rec. 2020 with PQ, 10 bits</source>
        <translation>YouTube HDR 업로드, 최대 1920x1080: Rec. 2020 PQ, 10비트</translation>
    </message>
    <message>
        <source>YouTube 1080p HDR (HLG)</source>
        <translation>YouTube 1080p HDR (HLG)</translation>
    </message>
    <message>
        <source>HDR upload to YouTube at up to 1920x1080: Rec. 2020 with HLG, 10 bits</source>
        <translation>YouTube HDR 업로드, 최대 1920x1080: Rec. 2020 HLG, 10비트</translation>
    </message>
    <message>
        <source>YouTube 1080p SDR</source>
        <translation>YouTube 1080p SDR</translation>
    </message>
    <message>
        <source>Upload to YouTube at up to 1920x1080, Rec. 709, sound at -14 LUFS</source>
        <translation>YouTube 업로드, 최대 1920x1080, Rec. 709, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>YouTube 1440p HDR (PQ)</source>
        <translation>YouTube 1440p HDR (PQ)</translation>
    </message>
    <message>
        <source>HDR upload to YouTube at up to 2560x1440: Rec. 2020 with PQ, 10 bits</source>
        <translation>YouTube HDR 업로드, 최대 2560x1440: Rec. 2020 PQ, 10비트</translation>
    </message>
    <message>
        <source>YouTube 1440p HDR (HLG)</source>
        <translation>YouTube 1440p HDR (HLG)</translation>
    </message>
    <message>
        <source>HDR upload to YouTube at up to 2560x1440: Rec. 2020 with HLG, 10 bits</source>
        <translation>YouTube HDR 업로드, 최대 2560x1440: Rec. 2020 HLG, 10비트</translation>
    </message>
    <message>
        <source>YouTube 1440p SDR</source>
        <translation>YouTube 1440p SDR</translation>
    </message>
    <message>
        <source>Upload to YouTube at up to 2560x1440, Rec. 709, sound at -14 LUFS</source>
        <translation>YouTube 업로드, 최대 2560x1440, Rec. 709, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>YouTube 2160p HDR (PQ)</source>
        <translation>YouTube 2160p HDR (PQ)</translation>
    </message>
    <message>
        <source>HDR upload to YouTube at up to 3840x2160: Rec. 2020 with PQ, 10 bits</source>
        <translation>YouTube HDR 업로드, 최대 3840x2160: Rec. 2020 PQ, 10비트</translation>
    </message>
    <message>
        <source>YouTube 2160p HDR (HLG)</source>
        <translation>YouTube 2160p HDR (HLG)</translation>
    </message>
    <message>
        <source>HDR upload to YouTube at up to 3840x2160: Rec. 2020 with HLG, 10 bits</source>
        <translation>YouTube HDR 업로드, 최대 3840x2160: Rec. 2020 HLG, 10비트</translation>
    </message>
    <message>
        <source>YouTube 2160p SDR</source>
        <translation>YouTube 2160p SDR</translation>
    </message>
    <message>
        <source>Upload to YouTube at up to 3840x2160, Rec. 709, sound at -14 LUFS</source>
        <translation>YouTube 업로드, 최대 3840x2160, Rec. 709, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>YouTube 360p SDR</source>
        <translation>YouTube 360p SDR</translation>
    </message>
    <message>
        <source>Upload to YouTube at up to 640x360, Rec. 709, sound at -14 LUFS</source>
        <translation>YouTube 업로드, 최대 640x360, Rec. 709, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>YouTube 4320p HDR (PQ)</source>
        <translation>YouTube 4320p HDR (PQ)</translation>
    </message>
    <message>
        <source>HDR upload to YouTube at up to 7680x4320: Rec. 2020 with PQ, 10 bits</source>
        <translation>YouTube HDR 업로드, 최대 7680x4320: Rec. 2020 PQ, 10비트</translation>
    </message>
    <message>
        <source>YouTube 4320p HDR (HLG)</source>
        <translation>YouTube 4320p HDR (HLG)</translation>
    </message>
    <message>
        <source>HDR upload to YouTube at up to 7680x4320: Rec. 2020 with HLG, 10 bits</source>
        <translation>YouTube HDR 업로드, 최대 7680x4320: Rec. 2020 HLG, 10비트</translation>
    </message>
    <message>
        <source>YouTube 4320p SDR</source>
        <translation>YouTube 4320p SDR</translation>
    </message>
    <message>
        <source>Upload to YouTube at up to 7680x4320, Rec. 709, sound at -14 LUFS</source>
        <translation>YouTube 업로드, 최대 7680x4320, Rec. 709, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>YouTube 480p SDR</source>
        <translation>YouTube 480p SDR</translation>
    </message>
    <message>
        <source>Upload to YouTube at up to 854x480, Rec. 709, sound at -14 LUFS</source>
        <translation>YouTube 업로드, 최대 854x480, Rec. 709, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>YouTube 720p HDR (PQ)</source>
        <translation>YouTube 720p HDR (PQ)</translation>
    </message>
    <message>
        <source>HDR upload to YouTube at up to 1280x720: Rec. 2020 with PQ, 10 bits</source>
        <translation>YouTube HDR 업로드, 최대 1280x720: Rec. 2020 PQ, 10비트</translation>
    </message>
    <message>
        <source>YouTube 720p HDR (HLG)</source>
        <translation>YouTube 720p HDR (HLG)</translation>
    </message>
    <message>
        <source>HDR upload to YouTube at up to 1280x720: Rec. 2020 with HLG, 10 bits</source>
        <translation>YouTube HDR 업로드, 최대 1280x720: Rec. 2020 HLG, 10비트</translation>
    </message>
    <message>
        <source>YouTube 720p SDR</source>
        <translation>YouTube 720p SDR</translation>
    </message>
    <message>
        <source>Upload to YouTube at up to 1280x720, Rec. 709, sound at -14 LUFS</source>
        <translation>YouTube 업로드, 최대 1280x720, Rec. 709, 소리 -14 LUFS</translation>
    </message>
    <message>
        <source>Web</source>
        <translation>웹</translation>
    </message>
    <message>
        <source>Social</source>
        <translation>소셜</translation>
    </message>
    <message>
        <source>Podcast</source>
        <translation>팟캐스트</translation>
    </message>
    <message>
        <source>Broadcast</source>
        <translation>방송</translation>
    </message>
    <message>
        <source>Masters</source>
        <translation>마스터</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>오디오</translation>
    </message>
    <message>
        <source>As the source, copied</source>
        <translation>원본 그대로 복사</translation>
    </message>
    <message>
        <source>Codec and format of the first clip; only what the cuts and effects touch is encoded, the rest is copied</source>
        <translation>첫 클립의 코덱과 형식을 그대로 쓰고, 컷과 효과가 닿는 부분만 인코딩하며 나머지는 복사합니다</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>In no menu</source>
        <translation>메뉴에 없음</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>명령과 단축키</translation>
    </message>
    <message>
        <source>No command is called this.</source>
        <translation>이런 이름의 명령이 없습니다.</translation>
    </message>
    <message>
        <source>%1. Double-click for the default</source>
        <translation>%1. 두 번 클릭하면 기본값으로 돌아갑니다</translation>
    </message>
    <message>
        <source>%1 belongs to “%2”: press it again to take it, Escape to leave it.</source>
        <translation>%1 키는 “%2”에 쓰이고 있습니다. 한 번 더 누르면 가져오고, Esc를 누르면 그대로 둡니다.</translation>
    </message>
    <message>
        <source>Press the new key; Backspace takes the keys away, Escape leaves them.</source>
        <translation>새 키를 누르세요. Backspace는 키를 없애고, Esc는 그대로 둡니다.</translation>
    </message>
    <message>
        <source>The file of keys cannot be written.</source>
        <translation>키 파일을 쓸 수 없습니다.</translation>
    </message>
</context>
<context>
    <name>Titles</name>
    <message>
        <source>Plain</source>
        <translation>기본</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>Lower third</source>
        <translation>하단 자막</translation>
    </message>
    <message>
        <source>Name
What they do</source>
        <translation>이름
하는 일</translation>
    </message>
    <message>
        <source>Big, centred</source>
        <translation>크게, 가운데</translation>
    </message>
    <message>
        <source>TITLE</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>With outline</source>
        <translation>윤곽선</translation>
    </message>
    <message>
        <source>Caption below</source>
        <translation>아래 설명</translation>
    </message>
    <message>
        <source>Where it is, and when</source>
        <translation>장소와 시간</translation>
    </message>
    <message>
        <source>Quiet, italic</source>
        <translation>차분하게, 기울임</translation>
    </message>
    <message>
        <source>A few quiet words</source>
        <translation>조용한 한마디</translation>
    </message>
</context>
<context>
    <name>tandem::ui::Actions</name>
    <message>
        <source>line %1: there is no action of this name</source>
        <translation>%1행: 이런 이름의 명령이 없습니다</translation>
    </message>
    <message>
        <source>%1 now belongs to “%2”, no longer to “%3”</source>
        <translation>%1 단축키: 이제 “%2” (이전: “%3”)</translation>
    </message>
</context>
<context>
    <name>tandem::ui::AutomationLetter</name>
    <message>
        <source>Automation: %1</source>
        <translation>오토메이션: %1</translation>
    </message>
</context>
<context>
    <name>tandem::ui::CatalogList</name>
    <message>
        <source>One picture melts into the next</source>
        <translation>한 화면이 다음 화면으로 녹아듦</translation>
    </message>
    <message>
        <source>Through black or a colour</source>
        <translation>검정이나 다른 색을 거쳐 전환</translation>
    </message>
    <message>
        <source>One sound fades into the next</source>
        <translation>한 소리가 다음 소리로 이어짐</translation>
    </message>
    <message>
        <source>The next picture moves over</source>
        <translation>다음 화면이 밀고 들어옴</translation>
    </message>
    <message>
        <source>An edge uncovers the next picture</source>
        <translation>경계선이 지나가며 다음 화면이 드러남</translation>
    </message>
    <message>
        <source>No sound clip is selected</source>
        <translation>선택한 사운드 클립이 없습니다</translation>
    </message>
    <message>
        <source>No picture clip is selected</source>
        <translation>선택한 영상 클립이 없습니다</translation>
    </message>
    <message>
        <source>Select the clips that should get the effect, or drag it onto one.</source>
        <translation>효과를 적용할 클립을 선택하거나 효과를 클립으로 끌어오세요.</translation>
    </message>
    <message>
        <source>Add %1</source>
        <translation>%1 추가</translation>
    </message>
    <message>
        <source>Search effects</source>
        <translation>효과 검색</translation>
    </message>
    <message>
        <source>Effects</source>
        <translation>효과</translation>
    </message>
    <message>
        <source>No effect has this name.</source>
        <translation>이런 이름의 효과가 없습니다.</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>색</translation>
    </message>
    <message>
        <source>Blur, light and keys</source>
        <translation>블러, 빛, 키</translation>
    </message>
    <message>
        <source>Sound: tone and level</source>
        <translation>사운드: 음색과 레벨</translation>
    </message>
    <message>
        <source>Sound: space and colour</source>
        <translation>사운드: 공간과 질감</translation>
    </message>
    <message>
        <source>Transitions</source>
        <translation>전환</translation>
    </message>
    <message>
        <source>Sound transitions</source>
        <translation>사운드 전환</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ClipHead</name>
    <message>
        <source>Selected clip</source>
        <translation>선택한 클립</translation>
    </message>
    <message>
        <source>Double-click the name to change it</source>
        <translation>이름을 바꾸려면 두 번 클릭하세요</translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s) on %1</source>
        <translation>
            <numerusform>클립 %n개 · %1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 linked</source>
        <translation>%1 연결됨</translation>
    </message>
    <message>
        <source>Name of the clip</source>
        <translation>클립 이름</translation>
    </message>
    <message>
        <source>Rename clip</source>
        <translation>클립 이름 바꾸기</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ClipInfo</name>
    <message>
        <source>full range</source>
        <translation>전체 범위</translation>
    </message>
    <message>
        <source>limited range</source>
        <translation>제한 범위</translation>
    </message>
    <message>
        <source>not tagged</source>
        <translation>태그 없음</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>정보</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>미디어</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>영상</translation>
    </message>
    <message>
        <source> (pixels %1:%2)</source>
        <translation> (픽셀 %1:%2)</translation>
    </message>
    <message>
        <source>, turned %1°</source>
        <translation>, %1° 회전</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>, variable</source>
        <translation>, 가변</translation>
    </message>
    <message>
        <source>, interlaced</source>
        <translation>, 인터레이스</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>색</translation>
    </message>
    <message>
        <source>Peak light</source>
        <translation>최대 밝기</translation>
    </message>
    <message>
        <source>%1 cd/m²</source>
        <translation>%1 cd/m²</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>알파</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>있음</translation>
    </message>
    <message>
        <source>Its rate is not that of the sequence (%1): frames are repeated or left out.</source>
        <translation>타임라인 프레임 속도: %1. 서로 달라서 프레임이 반복되거나 빠집니다.</translation>
    </message>
    <message>
        <source>MIDI</source>
        <translation>MIDI</translation>
    </message>
    <message numerus="yes">
        <source>%n note(s)</source>
        <translation>
            <numerusform>음표 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>사운드</translation>
    </message>
    <message>
        <source>%1 Hz</source>
        <translation>%1 Hz</translation>
    </message>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n채널</numerusform>
        </translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>Timecode</source>
        <translation>타임코드</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>이미지</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s)</source>
        <translation>
            <numerusform>이미지 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>File size</source>
        <translation>파일 크기</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>The file is not there. Relink it in the media pool.</source>
        <translation>파일이 없습니다. 미디어에서 다시 연결하세요.</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>클립</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>트랙</translation>
    </message>
    <message>
        <source>Starts</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Ends</source>
        <translation>끝</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>Source in</source>
        <translation>소스 시작점</translation>
    </message>
    <message>
        <source>Source out</source>
        <translation>소스 끝점</translation>
    </message>
    <message>
        <source>Read as</source>
        <translation>해석</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>속도</translation>
    </message>
    <message numerus="yes">
        <source>%n effect(s) of another program are kept but not shown.</source>
        <translation>
            <numerusform>다른 프로그램의 효과 %n개를 표시하지 않고 보관합니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>꺼짐</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ColourField</name>
    <message>
        <source>%1 as hex digits</source>
        <translation>%1 16진수 값</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ColourPanel</name>
    <message>
        <source>Colour</source>
        <translation>색</translation>
    </message>
    <message>
        <source>Wheels</source>
        <translation>휠</translation>
    </message>
    <message>
        <source>Reset all of the colour panel</source>
        <translation>색 패널 전체 초기화</translation>
    </message>
    <message>
        <source>Select a picture clip to change its colour here.</source>
        <translation>영상 클립을 선택하면 여기서 색을 조절합니다.</translation>
    </message>
    <message>
        <source>Lift</source>
        <translation>리프트</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>감마</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>게인</translation>
    </message>
    <message>
        <source>Reset colour</source>
        <translation>색 초기화</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>커브</translation>
    </message>
    <message>
        <source>Shadows</source>
        <translation>어두운 영역</translation>
    </message>
    <message>
        <source>Midtones</source>
        <translation>중간 영역</translation>
    </message>
    <message>
        <source>Highlights</source>
        <translation>밝은 영역</translation>
    </message>
    <message>
        <source>Offset</source>
        <translation>오프셋</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ColourWheel</name>
    <message>
        <source>%1. Drag leans towards a colour, double-click gives the neutral one</source>
        <translation>%1. 끌면 그 색 쪽으로 기울고 두 번 클릭하면 중립으로 돌아갑니다</translation>
    </message>
</context>
<context>
    <name>tandem::ui::CommandPalette</name>
    <message>
        <source>Find a command</source>
        <translation>명령 찾기</translation>
    </message>
    <message>
        <source>Words of the command</source>
        <translation>명령에 들어 있는 말</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>No command has these words.</source>
        <translation>이 낱말이 들어간 명령이 없습니다.</translation>
    </message>
</context>
<context>
    <name>tandem::ui::CueSection</name>
    <message>
        <source>Subtitle</source>
        <translation>캡션</translation>
    </message>
    <message>
        <source>Text of the subtitle</source>
        <translation>캡션 내용</translation>
    </message>
</context>
<context>
    <name>tandem::ui::CurveEditor</name>
    <message>
        <source>All</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>R</source>
        <translation>R</translation>
    </message>
    <message>
        <source>G</source>
        <translation>G</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>H–H</source>
        <translation>H–H</translation>
    </message>
    <message>
        <source>H–S</source>
        <translation>H–S</translation>
    </message>
    <message>
        <source>H–L</source>
        <translation>H–L</translation>
    </message>
    <message>
        <source>L–S</source>
        <translation>L–S</translation>
    </message>
    <message>
        <source>S–S</source>
        <translation>S–S</translation>
    </message>
    <message>
        <source>Curve</source>
        <translation>커브</translation>
    </message>
    <message>
        <source>Points of the curve</source>
        <translation>커브 점</translation>
    </message>
    <message>
        <source>Change curve</source>
        <translation>커브 변경</translation>
    </message>
</context>
<context>
    <name>tandem::ui::CurvePlot</name>
    <message>
        <source>Double-click adds a point, Delete or a right-click takes it away</source>
        <translation>두 번 클릭하면 점을 추가하고 Delete나 오른쪽 클릭으로 지웁니다</translation>
    </message>
</context>
<context>
    <name>tandem::ui::DeliverPanel</name>
    <message>
        <source>Delivery</source>
        <translation>납품</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>프리셋</translation>
    </message>
    <message>
        <source>One film</source>
        <translation>한 편</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>매트릭스</translation>
    </message>
    <message>
        <source>What is delivered</source>
        <translation>무엇을 내보낼지</translation>
    </message>
</context>
<context>
    <name>tandem::ui::Delivery</name>
    <message>
        <source>Planning…</source>
        <translation>계획하는 중…</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) to make</source>
        <translation>
            <numerusform>만들 파일 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pass(es)</source>
        <translation>
            <numerusform>렌더 %n회</numerusform>
        </translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>약 %1</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>여유 공간 %1</translation>
    </message>
    <message>
        <source>Delivering…</source>
        <translation>내보내는 중…</translation>
    </message>
    <message>
        <source>Stopped by you</source>
        <translation>직접 멈춤</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) made</source>
        <translation>
            <numerusform>파일 %n개 완성</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n there already</source>
        <translation>
            <numerusform>이미 있는 파일 %n개</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not made</source>
        <translation>
            <numerusform>만들지 못한 파일 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Delivery finished</source>
        <translation>납품이 끝났습니다</translation>
    </message>
</context>
<context>
    <name>tandem::ui::DynamicsGraph</name>
    <message>
        <source>Level out over level in</source>
        <translation>입력 레벨 대비 출력 레벨</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ReadOut</name>
    <message>
        <source>On</source>
        <translation>켜짐</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>꺼짐</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ReductionPage</name>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Gain reduction</source>
        <translation>게인 리덕션</translation>
    </message>
</context>
<context>
    <name>tandem::ui::EffectPicker</name>
    <message>
        <source>Add effect</source>
        <translation>효과 추가</translation>
    </message>
</context>
<context>
    <name>tandem::ui::EffectSection</name>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>File of the look</source>
        <translation>룩 파일</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Choose a .cube file</source>
        <translation>.cube 파일 선택</translation>
    </message>
    <message>
        <source>Choose look</source>
        <translation>룩 선택</translation>
    </message>
    <message>
        <source>Choose a look</source>
        <translation>룩 선택</translation>
    </message>
    <message>
        <source>Looks (*.cube)</source>
        <translation>룩 (*.cube)</translation>
    </message>
    <message>
        <source>Add mask</source>
        <translation>마스크 추가</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>위로 이동</translation>
    </message>
    <message>
        <source>Reorder effects</source>
        <translation>효과 순서 변경</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>아래로 이동</translation>
    </message>
    <message>
        <source>Copy effect</source>
        <translation>효과 복사</translation>
    </message>
    <message>
        <source>Remove mask</source>
        <translation>마스크 제거</translation>
    </message>
    <message>
        <source>Mask: ellipse</source>
        <translation>마스크: 타원</translation>
    </message>
    <message>
        <source>Mask: rectangle</source>
        <translation>마스크: 사각형</translation>
    </message>
    <message>
        <source>Mask: by colour</source>
        <translation>마스크: 색 기준</translation>
    </message>
    <message>
        <source>Remove effect</source>
        <translation>효과 제거</translation>
    </message>
    <message>
        <source>Handles</source>
        <translation>핸들</translation>
    </message>
    <message>
        <source>Handles of the mask on the picture</source>
        <translation>화면에서 마스크 핸들 쓰기</translation>
    </message>
    <message>
        <source>Handles of the crop on the picture</source>
        <translation>화면에서 자르기 핸들 쓰기</translation>
    </message>
    <message>
        <source>Mask: drawn outline</source>
        <translation>마스크: 그린 윤곽</translation>
    </message>
</context>
<context>
    <name>tandem::ui::EffectsBrowser</name>
    <message>
        <source>Effects and transitions</source>
        <translation>효과와 전환</translation>
    </message>
</context>
<context>
    <name>tandem::ui::EqCard</name>
    <message>
        <source>Band %1</source>
        <translation>밴드 %1</translation>
    </message>
    <message>
        <source>Form of band %1</source>
        <translation>밴드 %1 형태</translation>
    </message>
    <message>
        <source>Remove band</source>
        <translation>밴드 제거</translation>
    </message>
    <message>
        <source>Frequency of band %1</source>
        <translation>밴드 %1 주파수</translation>
    </message>
    <message>
        <source>Gain of band %1</source>
        <translation>밴드 %1 게인</translation>
    </message>
    <message>
        <source>Q of band %1</source>
        <translation>밴드 %1 Q</translation>
    </message>
</context>
<context>
    <name>tandem::ui::EqCards</name>
    <message>
        <source>Bands</source>
        <translation>밴드</translation>
    </message>
</context>
<context>
    <name>tandem::ui::EqGraph</name>
    <message>
        <source>Add equaliser</source>
        <translation>이퀄라이저 추가</translation>
    </message>
    <message>
        <source>Add band</source>
        <translation>밴드 추가</translation>
    </message>
    <message>
        <source>All eight bands are in use</source>
        <translation>여덟 밴드를 모두 사용 중입니다</translation>
    </message>
    <message>
        <source>Switch one off to place another.</source>
        <translation>하나를 끄면 다른 밴드를 놓을 수 있습니다.</translation>
    </message>
    <message>
        <source>Equaliser</source>
        <translation>이퀄라이저</translation>
    </message>
    <message>
        <source>Add band here</source>
        <translation>여기에 밴드 추가</translation>
    </message>
    <message>
        <source>Remove band</source>
        <translation>밴드 제거</translation>
    </message>
</context>
<context>
    <name>tandem::ui::EqPage</name>
    <message>
        <source>Equaliser curve</source>
        <translation>이퀄라이저 커브</translation>
    </message>
    <message>
        <source>Bands</source>
        <translation>밴드</translation>
    </message>
    <message>
        <source>Add equaliser</source>
        <translation>이퀄라이저 추가</translation>
    </message>
    <message>
        <source>No equaliser on this strip yet. Drag the curve to make one.</source>
        <translation>이 스트립에는 아직 이퀄라이저가 없습니다. 곡선을 끌면 만들어집니다.</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ExportForm</name>
    <message>
        <source>Whole timeline · %1</source>
        <translation>타임라인 전체 · %1</translation>
    </message>
    <message>
        <source>In to out · %1</source>
        <translation>시작점~끝점 · %1</translation>
    </message>
    <message>
        <source>%1 fps</source>
        <translation>%1 fps</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>영상 없음</translation>
    </message>
    <message>
        <source>There is nothing on the timeline yet.</source>
        <translation>타임라인이 아직 비어 있습니다.</translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s) offline, from %1 on: a slate and silence stand in for them.</source>
        <translation>
            <numerusform>오프라인 클립 %n개(첫 위치 %1): 대체 화면과 무음으로 대신합니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>Show</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Folder of the film</source>
        <translation>완성 영상을 저장할 폴더</translation>
    </message>
    <message>
        <source>Nothing to export yet</source>
        <translation>내보낼 내용이 아직 없습니다</translation>
    </message>
    <message>
        <source>The timeline is empty.</source>
        <translation>타임라인이 비어 있습니다.</translation>
    </message>
    <message>
        <source>This preset cannot be used</source>
        <translation>이 프리셋을 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>Exporting %1</source>
        <translation>내보내는 중: %1</translation>
    </message>
    <message>
        <source>You can go on editing; the film keeps the edit as it is now.</source>
        <translation>계속 편집할 수 있습니다. 지금 상태 그대로 내보냅니다.</translation>
    </message>
    <message>
        <source>Show exports</source>
        <translation>내보내기 목록 보기</translation>
    </message>
    <message>
        <source>The command is in the clipboard</source>
        <translation>명령줄을 클립보드에 복사했습니다</translation>
    </message>
    <message>
        <source>It exports the project&apos;s file as it is saved.</source>
        <translation>저장된 작품 파일을 내보냅니다.</translation>
    </message>
    <message>
        <source>It exports the project&apos;s file as it was saved last, without the edits since.</source>
        <translation>마지막으로 저장한 작품 파일을 내보냅니다. 그 뒤의 편집은 들어가지 않습니다.</translation>
    </message>
    <message>
        <source>Search presets</source>
        <translation>프리셋 검색</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>파일 이름</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>폴더 고르기</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>범위</translation>
    </message>
    <message>
        <source>Resolution</source>
        <translation>해상도</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>품질</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>인코더</translation>
    </message>
    <message>
        <source>Loudness</source>
        <translation>라우드니스</translation>
    </message>
    <message>
        <source>Subtitles</source>
        <translation>자막</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>형식</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>예상</translation>
    </message>
    <message>
        <source>Copy as command line</source>
        <translation>명령줄로 복사</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>대기열에 추가</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Adds the film and keeps this sheet open for the next</source>
        <translation>대기열에 추가하고 다음 작업을 위해 이 창을 열어 둡니다</translation>
    </message>
    <message>
        <source>Ctrl+Enter exports at once with the last settings</source>
        <translation>Ctrl+Enter: 마지막 설정으로 바로 내보내기</translation>
    </message>
    <message>
        <source>Software</source>
        <translation>소프트웨어</translation>
    </message>
    <message>
        <source>Hardware where it works</source>
        <translation>가능하면 하드웨어</translation>
    </message>
    <message>
        <source>Hardware, and say if it fails</source>
        <translation>하드웨어, 안 되면 알림</translation>
    </message>
    <message>
        <source>As the preset: %1</source>
        <translation>프리셋대로: %1</translation>
    </message>
    <message>
        <source>looking at the hardware…</source>
        <translation>하드웨어를 살펴보는 중…</translation>
    </message>
    <message>
        <source>none works here: software</source>
        <translation>쓸 수 있는 것 없음: 소프트웨어</translation>
    </message>
    <message>
        <source>As the preset: as mixed</source>
        <translation>프리셋대로: 믹스 그대로</translation>
    </message>
    <message>
        <source>As mixed</source>
        <translation>믹스 그대로</translation>
    </message>
    <message>
        <source>Web</source>
        <translation>웹</translation>
    </message>
    <message>
        <source>Podcast</source>
        <translation>팟캐스트</translation>
    </message>
    <message>
        <source>Music, quiet</source>
        <translation>음악, 조용하게</translation>
    </message>
    <message>
        <source>Cinema trailers</source>
        <translation>극장 예고편</translation>
    </message>
    <message>
        <source>%1 dB by what was played</source>
        <translation>재생한 부분 기준 %1 dB</translation>
    </message>
    <message>
        <source>As on the timeline</source>
        <translation>타임라인대로</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>Burn in %1</source>
        <translation>%1 새겨 넣기</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>약 %1</translation>
    </message>
    <message>
        <source>about %1 here</source>
        <translation>이 컴퓨터에서 약 %1</translation>
    </message>
    <message>
        <source>known after the first film</source>
        <translation>첫 작품을 내보낸 뒤에 알 수 있음</translation>
    </message>
    <message>
        <source>%1 exists already: this one becomes %2.</source>
        <translation>%1 파일이 이미 있습니다. 새 파일 이름: %2</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ExportQueue</name>
    <message>
        <source>under 1 s</source>
        <translation>1초 미만</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1초</translation>
    </message>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1분 %2초</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1시간 %2분</translation>
    </message>
    <message>
        <source>%1 was not exported</source>
        <translation>내보내지 못함: %1</translation>
    </message>
    <message>
        <source>Show exports</source>
        <translation>내보내기 목록 보기</translation>
    </message>
    <message>
        <source>Export finished</source>
        <translation>내보내기 완료</translation>
    </message>
    <message>
        <source>Export finished with notes</source>
        <translation>내보내기 완료, 알림 있음</translation>
    </message>
    <message>
        <source>Show file</source>
        <translation>파일 보기</translation>
    </message>
    <message>
        <source>The list of exports cannot be changed</source>
        <translation>내보내기 목록을 바꿀 수 없습니다</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ExportSheet</name>
    <message>
        <source>Export “%1”</source>
        <translation>“%1” 내보내기</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Exports are running</source>
        <translation>내보내는 중입니다</translation>
    </message>
    <message>
        <source>Stop them and quit</source>
        <translation>중단하고 종료</translation>
    </message>
    <message>
        <source>Keep exporting</source>
        <translation>계속 내보내기</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>대기열</translation>
    </message>
    <message>
        <source>You can keep editing; a job keeps the edit as it was when it was added.</source>
        <translation>계속 편집할 수 있습니다. 작업은 추가한 시점의 상태 그대로 내보냅니다.</translation>
    </message>
    <message>
        <source>Exports are running. They stop when Tandem is closed and begin again when it is opened.</source>
        <translation>내보내는 중입니다. Tandem을 닫으면 내보내기가 중단되고 다시 열면 처음부터 다시 시작합니다.</translation>
    </message>
</context>
<context>
    <name>tandem::ui::FadeRow</name>
    <message>
        <source> f</source>
        <translation> f</translation>
    </message>
    <message>
        <source>Fade in / out</source>
        <translation>페이드 인/아웃</translation>
    </message>
    <message>
        <source>Length of the fade in, frames</source>
        <translation>페이드 인 길이(프레임)</translation>
    </message>
    <message>
        <source>Length of the fade out, frames</source>
        <translation>페이드 아웃 길이(프레임)</translation>
    </message>
    <message>
        <source>Remove fades</source>
        <translation>페이드 제거</translation>
    </message>
    <message>
        <source>Fade out</source>
        <translation>페이드 아웃</translation>
    </message>
    <message>
        <source>Fade in</source>
        <translation>페이드 인</translation>
    </message>
</context>
<context>
    <name>tandem::ui::HistoryModel</name>
    <message>
        <source>As it was opened</source>
        <translation>열었을 때의 상태</translation>
    </message>
    <message>
        <source>, the current state</source>
        <translation>, 지금 상태</translation>
    </message>
    <message>
        <source>, undone</source>
        <translation>, 취소됨</translation>
    </message>
</context>
<context>
    <name>tandem::ui::HistoryPanel</name>
    <message>
        <source>History and versions</source>
        <translation>작업 기록과 버전</translation>
    </message>
    <message>
        <source>Undo steps</source>
        <translation>작업 단계</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>버전</translation>
    </message>
    <message>
        <source>Name of the version</source>
        <translation>버전 이름</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>보관</translation>
    </message>
    <message>
        <source>Keep the piece as it is now under this name</source>
        <translation>지금의 작품을 이 이름으로 보관합니다</translation>
    </message>
    <message>
        <source>Kept versions</source>
        <translation>보관한 버전</translation>
    </message>
    <message>
        <source>No versions yet. A kept version can always be gone back to.</source>
        <translation>아직 버전이 없습니다. 보관한 버전으로는 언제든 돌아갈 수 있습니다.</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>복원</translation>
    </message>
    <message>
        <source>The piece becomes as it was then; Undo gives back what is now</source>
        <translation>작품이 그때의 상태가 됩니다. 실행 취소하면 지금 상태로 돌아옵니다</translation>
    </message>
    <message>
        <source>Delete the version</source>
        <translation>버전 삭제</translation>
    </message>
    <message numerus="yes">
        <source>%n undone step(s) were replaced by the last edit</source>
        <translation>
            <numerusform>취소했던 %n단계가 마지막 편집으로 대체되었습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>이름 없음</translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>클립 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 against now</source>
        <translation>지금과 %1 차이</translation>
    </message>
</context>
<context>
    <name>tandem::ui::InputWord</name>
    <message>
        <source>not heard</source>
        <translation>들리지 않음</translation>
    </message>
    <message>
        <source>heard while stopped or recorded</source>
        <translation>정지 또는 녹음 중에 들림</translation>
    </message>
    <message>
        <source>heard always</source>
        <translation>항상 들림</translation>
    </message>
    <message>
        <source>Records %1 · %2</source>
        <translation>%1 녹음 · %2</translation>
    </message>
</context>
<context>
    <name>tandem::ui::InsertRow</name>
    <message>
        <source>Add insert</source>
        <translation>인서트 추가</translation>
    </message>
    <message>
        <source>%1, off</source>
        <translation>%1, 꺼짐</translation>
    </message>
    <message>
        <source>%1. Dot: on and off; right click: more</source>
        <translation>%1. 점: 켜기/끄기, 오른쪽 클릭: 더 보기</translation>
    </message>
    <message numerus="yes">
        <source>%n more insert(s)</source>
        <translation>
            <numerusform>인서트 %n개 더</numerusform>
        </translation>
    </message>
    <message>
        <source>On</source>
        <translation>켜기</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>편집</translation>
    </message>
    <message>
        <source>Open its window</source>
        <translation>플러그인 창 열기</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>위로 이동</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>아래로 이동</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
</context>
<context>
    <name>tandem::ui::InsertsPage</name>
    <message>
        <source>Inserts</source>
        <translation>인서트</translation>
    </message>
    <message>
        <source>Open its window</source>
        <translation>플러그인 창 열기</translation>
    </message>
    <message>
        <source>Side chain</source>
        <translation>사이드체인</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>매개변수</translation>
    </message>
    <message>
        <source>Its own sound</source>
        <translation>자체 소리</translation>
    </message>
    <message>
        <source>Add an insert to change the sound of this strip.</source>
        <translation>인서트를 추가해 이 스트립의 소리를 바꿔 보세요.</translation>
    </message>
    <message>
        <source>Listens to %1</source>
        <translation>입력: %1</translation>
    </message>
    <message>
        <source>Listens to its own sound</source>
        <translation>입력: 자체 소리</translation>
    </message>
</context>
<context>
    <name>tandem::ui::Inspector</name>
    <message>
        <source>Inspector</source>
        <translation>속성</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>정보</translation>
    </message>
    <message>
        <source>Pages of the inspector</source>
        <translation>속성 페이지</translation>
    </message>
    <message>
        <source>Menu of the inspector</source>
        <translation>속성 메뉴</translation>
    </message>
    <message>
        <source>Select a clip or a track to change its picture and its sound here.</source>
        <translation>클립이나 트랙을 고르면 여기서 그림과 소리를 함께 조절합니다.</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>항목</translation>
    </message>
    <message>
        <source>Add effect</source>
        <translation>효과 추가</translation>
    </message>
    <message>
        <source>Opacity &amp; blend</source>
        <translation>불투명도와 혼합</translation>
    </message>
    <message>
        <source>Level &amp; fades</source>
        <translation>레벨과 페이드</translation>
    </message>
    <message>
        <source>masked</source>
        <translation>마스크 적용</translation>
    </message>
    <message>
        <source>Add effect…</source>
        <translation>효과 추가…</translation>
    </message>
    <message>
        <source>Copy all effects</source>
        <translation>모든 효과 복사</translation>
    </message>
    <message>
        <source>Paste effects</source>
        <translation>효과 붙여넣기</translation>
    </message>
    <message>
        <source>Mixer</source>
        <translation>믹서</translation>
    </message>
</context>
<context>
    <name>tandem::ui::JobList</name>
    <message>
        <source>Exports</source>
        <translation>내보내기 목록</translation>
    </message>
</context>
<context>
    <name>tandem::ui::JobRow</name>
    <message>
        <source>Show the file in its folder</source>
        <translation>폴더에서 파일 보기</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>다시 시도</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>정지</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>목록에서 제거</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>Checking the finished file</source>
        <translation>완성 파일 확인 중</translation>
    </message>
    <message>
        <source>The disk is nearly full · it goes on when there is room</source>
        <translation>디스크가 거의 찼습니다 · 공간이 생기면 이어집니다</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>시작하는 중</translation>
    </message>
    <message>
        <source>%1 fps</source>
        <translation>%1 fps</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>%1 남음</translation>
    </message>
    <message>
        <source>Done %1</source>
        <translation>완료 %1</translation>
    </message>
    <message>
        <source>read back and checked</source>
        <translation>다시 읽어 확인함</translation>
    </message>
    <message>
        <source>Stopped: %1</source>
        <translation>중단됨: %1</translation>
    </message>
    <message>
        <source>Stopped by you</source>
        <translation>사용자가 중단함</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>일시 정지됨</translation>
    </message>
    <message>
        <source>Waiting: %1</source>
        <translation>대기 중: %1</translation>
    </message>
</context>
<context>
    <name>tandem::ui::KeyMap</name>
    <message>
        <source>All keys</source>
        <translation>단축키 모음</translation>
    </message>
    <message>
        <source>Search names and keys</source>
        <translation>이름과 단축키 검색</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>단축키</translation>
    </message>
    <message>
        <source>Keys as in</source>
        <translation>키 배열</translation>
    </message>
    <message>
        <source>as in %1</source>
        <translation>%1 방식</translation>
    </message>
    <message>
        <source>Forget my own keys</source>
        <translation>내가 바꾼 키 지우기</translation>
    </message>
    <message>
        <source>The file of keys cannot be removed.</source>
        <translation>키 파일을 지울 수 없습니다.</translation>
    </message>
    <message>
        <source>Click a command to change its key. Your own keys are kept in %1 and lie over every set.</source>
        <translation>명령을 클릭하면 키를 바꿀 수 있습니다. 바꾼 키는 %1 파일에 남고 모든 배열보다 앞섭니다.</translation>
    </message>
</context>
<context>
    <name>tandem::ui::Lanes</name>
    <message>
        <source>Timeline</source>
        <translation>타임라인</translation>
    </message>
    <message>
        <source>Fade %1 s</source>
        <translation>페이드 %1초</translation>
    </message>
    <message>
        <source>Slip %1</source>
        <translation>슬립 %1</translation>
    </message>
    <message>
        <source>Click: cut here   Shift: all tracks   Alt: without the linked clip</source>
        <translation>클릭: 여기서 자르기   Shift: 모든 트랙   Alt: 연결된 클립 제외</translation>
    </message>
    <message>
        <source>This track is locked</source>
        <translation>이 트랙은 잠겨 있습니다</translation>
    </message>
    <message>
        <source>Drag: roll the cut, or trim a free edge</source>
        <translation>끌기: 컷 지점 롤, 빈 쪽 가장자리는 다듬기</translation>
    </message>
    <message>
        <source>Drag: trim, later clips follow</source>
        <translation>끌기: 다듬기, 뒤 클립이 따라옴</translation>
    </message>
    <message>
        <source>Drag: trim into empty time</source>
        <translation>끌기: 빈 공간 쪽으로 다듬기</translation>
    </message>
    <message>
        <source>Drag: length of the fade</source>
        <translation>끌기: 페이드 길이</translation>
    </message>
    <message>
        <source>Drag: move   Alt: copy   Ctrl: add to selection</source>
        <translation>끌기: 이동   Alt: 복사   Ctrl: 선택에 추가</translation>
    </message>
    <message>
        <source>Drag clips here.</source>
        <translation>클립을 여기로 끌어오세요.</translation>
    </message>
    <message>
        <source>Their sound lies on the track below. E appends what is selected in the media pool.</source>
        <translation>소리는 아래 트랙에 함께 놓입니다. E 키를 누르면 미디어에서 선택한 항목을 끝에 이어 붙입니다.</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>녹음 중</translation>
    </message>
    <message>
        <source>Slip %1 ms</source>
        <translation>슬립 %1 ms</translation>
    </message>
    <message>
        <source>Slide %1</source>
        <translation>슬라이드 %1</translation>
    </message>
    <message>
        <source>Speed %1 %</source>
        <translation>속도 %1 %</translation>
    </message>
    <message>
        <source>Drag: move the key   Shift: finer   Ctrl+click: how it leads on   Del: remove</source>
        <translation>끌기: 키 이동   Shift: 세밀하게   Ctrl+클릭: 이어지는 방식   Del: 제거</translation>
    </message>
    <message>
        <source>Drag: the value   Shift: finer   Ctrl+click: add a key</source>
        <translation>끌기: 값   Shift: 세밀하게   Ctrl+클릭: 키 추가</translation>
    </message>
    <message>
        <source>Drag: over the cut   Del: remove the transition</source>
        <translation>끌기: 컷 위에서 옮기기   Del: 전환 제거</translation>
    </message>
    <message>
        <source>Drag: length of the transition   Alt: this side only</source>
        <translation>끌기: 전환 길이   Alt: 이쪽만</translation>
    </message>
    <message>
        <source>Drag: the same source in another time</source>
        <translation>끌기: 같은 소스를 다른 길이로</translation>
    </message>
    <message>
        <source>Drag: show another part of the source   Shift on sound: by samples</source>
        <translation>끌기: 소스의 다른 부분 보기   사운드에서 Shift: 샘플 단위</translation>
    </message>
    <message>
        <source>Drag: move between the neighbours, which give and take</source>
        <translation>끌기: 이웃 클립 사이에서 이동, 이웃이 길이를 주고받음</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>영상</translation>
    </message>
    <message>
        <source>sound</source>
        <translation>사운드</translation>
    </message>
    <message>
        <source>subtitle</source>
        <translation>캡션</translation>
    </message>
    <message>
        <source>from %1 to %2</source>
        <translation>%1부터 %2까지</translation>
    </message>
    <message>
        <source>selected</source>
        <translation>선택됨</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>꺼짐</translation>
    </message>
    <message>
        <source>linked</source>
        <translation>연결됨</translation>
    </message>
    <message>
        <source>begins with a transition</source>
        <translation>전환으로 시작</translation>
    </message>
    <message numerus="yes">
        <source>%n effect(s)</source>
        <translation>
            <numerusform>효과 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Track %1</source>
        <translation>트랙 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>클립 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>locked</source>
        <translation>잠김</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>음소거</translation>
    </message>
    <message>
        <source>Playhead</source>
        <translation>재생 헤드</translation>
    </message>
    <message>
        <source>Enter: select   Shift+Enter: add to selection   Menu: what can be done with the clip</source>
        <translation>Enter: 선택   Shift+Enter: 선택에 추가   메뉴 키: 클립 작업</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>선형</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>부드럽게</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>홀드</translation>
    </message>
    <message>
        <source>Remove key</source>
        <translation>키 제거</translation>
    </message>
    <message>
        <source>Kind of transition</source>
        <translation>전환 종류</translation>
    </message>
    <message>
        <source>Remove transition</source>
        <translation>전환 제거</translation>
    </message>
    <message>
        <source>Line on clips</source>
        <translation>클립에 표시할 선</translation>
    </message>
    <message>
        <source>Automation</source>
        <translation>오토메이션</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>볼륨</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>팬</translation>
    </message>
    <message>
        <source>Add key</source>
        <translation>키 추가</translation>
    </message>
    <message>
        <source>Move key</source>
        <translation>키 이동</translation>
    </message>
    <message>
        <source>Move values</source>
        <translation>값 이동</translation>
    </message>
    <message>
        <source>Ease key</source>
        <translation>키 보간 변경</translation>
    </message>
    <message>
        <source>There is no line for a key here</source>
        <translation>여기에는 키를 놓을 선이 없습니다</translation>
    </message>
    <message>
        <source>Select a clip under the playhead, or show a track&apos;s automation.</source>
        <translation>재생 헤드 아래의 클립을 선택하거나 트랙 오토메이션을 표시하세요.</translation>
    </message>
    <message>
        <source>Keyframe</source>
        <translation>키프레임</translation>
    </message>
    <message>
        <source>The clips are no longer than this</source>
        <translation>클립이 이보다 길지 않습니다</translation>
    </message>
    <message>
        <source>Take %1 of %2</source>
        <translation>테이크 %1/%2</translation>
    </message>
    <message>
        <source>Click: zoom in   Alt: zoom out   Drag: show that part</source>
        <translation>클릭: 확대   Alt: 축소   드래그: 그 부분 보기</translation>
    </message>
</context>
<context>
    <name>tandem::ui::LoudnessPanel</name>
    <message>
        <source>Loudness</source>
        <translation>라우드니스</translation>
    </message>
    <message>
        <source>Spectrum</source>
        <translation>스펙트럼</translation>
    </message>
    <message>
        <source>Meters of the master</source>
        <translation>마스터 미터</translation>
    </message>
</context>
<context>
    <name>tandem::ui::LoudnessView</name>
    <message>
        <source>Loudness</source>
        <translation>라우드니스</translation>
    </message>
    <message>
        <source>%1 LUFS integrated</source>
        <translation>통합 %1 LUFS</translation>
    </message>
    <message>
        <source>Nothing measured yet</source>
        <translation>아직 측정값이 없습니다</translation>
    </message>
    <message>
        <source>LUFS int.</source>
        <translation>통합 LUFS</translation>
    </message>
    <message>
        <source>LUFS</source>
        <translation>LUFS</translation>
    </message>
    <message>
        <source>On target</source>
        <translation>목표 도달</translation>
    </message>
    <message>
        <source>%1 LU</source>
        <translation>%1 LU</translation>
    </message>
    <message>
        <source>Short-term</source>
        <translation>단기</translation>
    </message>
    <message>
        <source>True peak</source>
        <translation>트루 피크</translation>
    </message>
    <message>
        <source>Play to measure</source>
        <translation>재생하면 측정합니다</translation>
    </message>
    <message>
        <source>Momentary</source>
        <translation>순간</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>범위</translation>
    </message>
    <message>
        <source>LU</source>
        <translation>LU</translation>
    </message>
    <message>
        <source>dBTP</source>
        <translation>dBTP</translation>
    </message>
    <message>
        <source>Target %1 LUFS</source>
        <translation>목표 %1 LUFS</translation>
    </message>
    <message>
        <source>Integrated</source>
        <translation>통합</translation>
    </message>
    <message>
        <source>Loudness target</source>
        <translation>라우드니스 목표</translation>
    </message>
    <message>
        <source>Measure anew</source>
        <translation>다시 측정</translation>
    </message>
</context>
<context>
    <name>tandem::ui::MainWindow</name>
    <message>
        <source>Edits are not on the disk</source>
        <translation>디스크에 기록되지 않은 편집 내용</translation>
    </message>
    <message>
        <source>The newest edits are in memory only and would be lost.</source>
        <translation>최근 편집 내용이 메모리에만 있어 잃게 됩니다.</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>저장…</translation>
    </message>
    <message>
        <source>Lose them</source>
        <translation>버리기</translation>
    </message>
    <message>
        <source>Keep the project open</source>
        <translation>작품을 열어 두기</translation>
    </message>
    <message>
        <source>Trim to the playhead</source>
        <translation>재생 헤드까지 자르기</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>명령 찾기</translation>
    </message>
    <message>
        <source>Some keys of keys.txt clash</source>
        <translation>keys.txt의 일부 단축키가 겹칩니다</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>컷</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>사운드</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>색</translation>
    </message>
    <message>
        <source>Deliver</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Workspace</source>
        <translation>작업 공간</translation>
    </message>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translation>실행 취소 (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Redo (Ctrl+Shift+Z)</source>
        <translation>다시 실행 (Ctrl+Shift+Z)</translation>
    </message>
    <message>
        <source>Exports</source>
        <translation>내보내기 목록</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>라이브러리</translation>
    </message>
    <message>
        <source>Media</source>
        <translation>미디어</translation>
    </message>
    <message>
        <source>Effects</source>
        <translation>효과</translation>
    </message>
    <message>
        <source>Titles</source>
        <translation>타이틀</translation>
    </message>
    <message>
        <source>Markers</source>
        <translation>마커</translation>
    </message>
    <message>
        <source>Import media (Ctrl+I)</source>
        <translation>미디어 가져오기 (Ctrl+I)</translation>
    </message>
    <message>
        <source>Kept, not named</source>
        <translation>보관됨, 이름 없음</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>저장됨</translation>
    </message>
    <message>
        <source>Edited</source>
        <translation>편집됨</translation>
    </message>
    <message>
        <source> · %1 dropped</source>
        <translation> · 누락 %1</translation>
    </message>
    <message numerus="yes">
        <source> · %n dropout(s)</source>
        <translation>
            <numerusform> · 끊김 %n회</numerusform>
        </translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Projects and timelines (*.tandem *.otio);;All files (*)</source>
        <translation>작품과 타임라인 (*.tandem *.otio);;모든 파일 (*)</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>작품 저장</translation>
    </message>
    <message>
        <source>Tandem projects (*.tandem)</source>
        <translation>Tandem 작품 (*.tandem)</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>새 작품</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>작품 열기…</translation>
    </message>
    <message>
        <source>Close project</source>
        <translation>작품 닫기</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>다른 이름으로 저장…</translation>
    </message>
    <message>
        <source>Import media…</source>
        <translation>미디어 가져오기…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Export with the last settings</source>
        <translation>마지막 설정으로 내보내기</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>종료</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>편집</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Delete in the other mode</source>
        <translation>반대 편집 방식으로 삭제</translation>
    </message>
    <message>
        <source>Lift the marked range</source>
        <translation>지정 구간 들어내기</translation>
    </message>
    <message>
        <source>Extract the marked range</source>
        <translation>지정 구간 추출</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>복제</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>모두 선택</translation>
    </message>
    <message>
        <source>Select nothing</source>
        <translation>선택 해제</translation>
    </message>
    <message>
        <source>Mark the selection</source>
        <translation>선택 구간에 시작점·끝점 지정</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>도구</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>선택</translation>
    </message>
    <message>
        <source>Trim</source>
        <translation>다듬기</translation>
    </message>
    <message>
        <source>Blade</source>
        <translation>자르기</translation>
    </message>
    <message>
        <source>Slip</source>
        <translation>슬립</translation>
    </message>
    <message>
        <source>Hand</source>
        <translation>손</translation>
    </message>
    <message>
        <source>Ripple or overwrite</source>
        <translation>밀어내기/덮어쓰기</translation>
    </message>
    <message>
        <source>Snapping</source>
        <translation>스냅</translation>
    </message>
    <message>
        <source>Linked selection</source>
        <translation>연결 선택</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>클립</translation>
    </message>
    <message>
        <source>Split at the playhead</source>
        <translation>재생 헤드에서 나누기</translation>
    </message>
    <message>
        <source>Split all tracks</source>
        <translation>모든 트랙 나누기</translation>
    </message>
    <message>
        <source>Trim start to playhead</source>
        <translation>재생 헤드까지 앞부분 다듬기</translation>
    </message>
    <message>
        <source>Trim end to playhead</source>
        <translation>재생 헤드까지 뒷부분 다듬기</translation>
    </message>
    <message>
        <source>Nudge left</source>
        <translation>왼쪽으로 조금 이동</translation>
    </message>
    <message>
        <source>Nudge right</source>
        <translation>오른쪽으로 조금 이동</translation>
    </message>
    <message>
        <source>Insert the source</source>
        <translation>소스 삽입</translation>
    </message>
    <message>
        <source>Overwrite with the source</source>
        <translation>소스로 덮어쓰기</translation>
    </message>
    <message>
        <source>Append the source</source>
        <translation>소스를 끝에 붙이기</translation>
    </message>
    <message>
        <source>Place the source on top</source>
        <translation>소스를 맨 위에 놓기</translation>
    </message>
    <message>
        <source>Add transition</source>
        <translation>전환 추가</translation>
    </message>
    <message>
        <source>Add sound cross-fade</source>
        <translation>사운드 크로스페이드 추가</translation>
    </message>
    <message>
        <source>Fade in to playhead</source>
        <translation>재생 헤드까지 페이드 인</translation>
    </message>
    <message>
        <source>Fade out from playhead</source>
        <translation>재생 헤드부터 페이드 아웃</translation>
    </message>
    <message>
        <source>Clip gain +1 dB</source>
        <translation>클립 게인 +1 dB</translation>
    </message>
    <message>
        <source>Clip gain −1 dB</source>
        <translation>클립 게인 −1 dB</translation>
    </message>
    <message>
        <source>Clip gain +0.1 dB</source>
        <translation>클립 게인 +0.1 dB</translation>
    </message>
    <message>
        <source>Clip gain −0.1 dB</source>
        <translation>클립 게인 −0.1 dB</translation>
    </message>
    <message>
        <source>Speed…</source>
        <translation>속도…</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>Per cent; below zero plays backwards</source>
        <translation>퍼센트 값, 0보다 작으면 거꾸로 재생합니다</translation>
    </message>
    <message>
        <source>Enable or disable</source>
        <translation>켜기/끄기</translation>
    </message>
    <message>
        <source>Link or unlink</source>
        <translation>연결/연결 해제</translation>
    </message>
    <message>
        <source>Nest in a sequence</source>
        <translation>타임라인으로 중첩</translation>
    </message>
    <message>
        <source>Add title</source>
        <translation>타이틀 추가</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>Track</source>
        <translation>트랙</translation>
    </message>
    <message>
        <source>Add picture track</source>
        <translation>영상 트랙 추가</translation>
    </message>
    <message>
        <source>Add sound track</source>
        <translation>사운드 트랙 추가</translation>
    </message>
    <message>
        <source>Add subtitle track</source>
        <translation>캡션 트랙 추가</translation>
    </message>
    <message>
        <source>Add bus</source>
        <translation>버스 추가</translation>
    </message>
    <message>
        <source>Arm the track for recording</source>
        <translation>트랙 녹음 대기</translation>
    </message>
    <message>
        <source>Mute the track</source>
        <translation>트랙 음소거</translation>
    </message>
    <message>
        <source>Solo the track</source>
        <translation>트랙 솔로</translation>
    </message>
    <message>
        <source>Playback</source>
        <translation>재생</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>재생/일시 정지</translation>
    </message>
    <message>
        <source>Shuttle back</source>
        <translation>뒤로 셔틀</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>정지</translation>
    </message>
    <message>
        <source>Shuttle forward</source>
        <translation>앞으로 셔틀</translation>
    </message>
    <message>
        <source>Back one frame</source>
        <translation>1프레임 뒤로</translation>
    </message>
    <message>
        <source>On one frame</source>
        <translation>1프레임 앞으로</translation>
    </message>
    <message>
        <source>Back one second</source>
        <translation>1초 뒤로</translation>
    </message>
    <message>
        <source>On one second</source>
        <translation>1초 앞으로</translation>
    </message>
    <message>
        <source>Previous cut</source>
        <translation>이전 컷</translation>
    </message>
    <message>
        <source>Next cut</source>
        <translation>다음 컷</translation>
    </message>
    <message>
        <source>Previous marker</source>
        <translation>이전 마커</translation>
    </message>
    <message>
        <source>Next marker</source>
        <translation>다음 마커</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>처음으로</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>끝으로</translation>
    </message>
    <message>
        <source>In point here</source>
        <translation>여기를 시작점으로</translation>
    </message>
    <message>
        <source>Out point here</source>
        <translation>여기를 끝점으로</translation>
    </message>
    <message>
        <source>Clear in and out</source>
        <translation>시작점·끝점 지우기</translation>
    </message>
    <message>
        <source>Loop between in and out</source>
        <translation>시작점~끝점 반복</translation>
    </message>
    <message>
        <source>Record, or stop</source>
        <translation>녹음 또는 정지</translation>
    </message>
    <message>
        <source>Marker at the playhead</source>
        <translation>재생 헤드에 마커</translation>
    </message>
    <message>
        <source>Source or program</source>
        <translation>소스/프로그램</translation>
    </message>
    <message>
        <source>View</source>
        <translation>보기</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>확대</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>축소</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>전체 보기</translation>
    </message>
    <message>
        <source>Show the marked range</source>
        <translation>지정 구간 보기</translation>
    </message>
    <message>
        <source>Maximise the panel</source>
        <translation>패널 최대화</translation>
    </message>
    <message>
        <source>Full-screen viewer</source>
        <translation>전체 화면 뷰어</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>다음 패널</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>이전 패널</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>The new language is used from the next start.</source>
        <translation>새 언어는 다음에 시작할 때 적용됩니다.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>도움말</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>단축키 모음</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>명령 찾기…</translation>
    </message>
    <message>
        <source>About Tandem</source>
        <translation>Tandem 정보</translation>
    </message>
    <message>
        <source>Undo %1 (Ctrl+Z)</source>
        <translation>실행 취소: %1 (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Redo %1 (Ctrl+Shift+Z)</source>
        <translation>다시 실행: %1 (Ctrl+Shift+Z)</translation>
    </message>
    <message>
        <source>History</source>
        <translation>기록</translation>
    </message>
    <message>
        <source>History and versions</source>
        <translation>작업 기록과 버전</translation>
    </message>
    <message>
        <source>Keep a version…</source>
        <translation>버전 보관…</translation>
    </message>
    <message>
        <source>Slide</source>
        <translation>슬라이드</translation>
    </message>
    <message>
        <source>Rate stretch</source>
        <translation>속도 늘이기</translation>
    </message>
    <message>
        <source>Keyframe at the playhead</source>
        <translation>재생 헤드에 키프레임</translation>
    </message>
    <message>
        <source>Previous keyframe</source>
        <translation>이전 키프레임</translation>
    </message>
    <message>
        <source>Next keyframe</source>
        <translation>다음 키프레임</translation>
    </message>
    <message>
        <source>Volume automation of the track</source>
        <translation>트랙 볼륨 오토메이션</translation>
    </message>
    <message>
        <source>Type the title&apos;s text on the picture</source>
        <translation>화면에서 제목 글 고치기</translation>
    </message>
    <message>
        <source>Compare before and after</source>
        <translation>전후 비교</translation>
    </message>
    <message>
        <source>Take a still</source>
        <translation>스틸 저장</translation>
    </message>
    <message>
        <source>Picture on the second screen</source>
        <translation>두 번째 모니터에 화면</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>고대비</translation>
    </message>
    <message>
        <source>High contrast is on</source>
        <translation>고대비를 켰습니다</translation>
    </message>
    <message>
        <source>High contrast is off</source>
        <translation>고대비를 껐습니다</translation>
    </message>
    <message>
        <source>The new colours are used from the next start.</source>
        <translation>새 색은 다음에 시작할 때부터 쓰입니다.</translation>
    </message>
    <message>
        <source>To the track heads</source>
        <translation>트랙 머리로 가기</translation>
    </message>
    <message>
        <source>JACK transport</source>
        <translation>JACK 트랜스포트</translation>
    </message>
    <message>
        <source>Own transport only</source>
        <translation>자체 트랜스포트만</translation>
    </message>
    <message>
        <source>Follow JACK</source>
        <translation>JACK 따라가기</translation>
    </message>
    <message>
        <source>Lead JACK</source>
        <translation>JACK 이끌기</translation>
    </message>
    <message>
        <source>Follow and lead JACK</source>
        <translation>JACK 따라가기와 이끌기</translation>
    </message>
    <message>
        <source>In memory only</source>
        <translation>메모리에만 있음</translation>
    </message>
    <message>
        <source>Exports; one has failed</source>
        <translation>내보내기; 실패한 것이 있음</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>최근 작품 열기</translation>
    </message>
    <message>
        <source>Recent project %1</source>
        <translation>최근 작품 %1</translation>
    </message>
    <message>
        <source>Cut</source>
        <comment>to the clipboard</comment>
        <translation>잘라내기</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>붙여넣기</translation>
    </message>
    <message>
        <source>Paste effects</source>
        <translation>효과 붙여넣기</translation>
    </message>
    <message>
        <source>There are no effects to paste here</source>
        <translation>여기에 붙여넣을 효과가 없습니다</translation>
    </message>
    <message>
        <source>Copy a clip that has some, then select the clips that shall have them.</source>
        <translation>효과가 있는 클립을 복사한 다음, 효과를 줄 클립을 선택하세요.</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>확대</translation>
    </message>
    <message>
        <source>Nudge left by 5 frames</source>
        <translation>왼쪽으로 5프레임 밀기</translation>
    </message>
    <message>
        <source>Nudge right by 5 frames</source>
        <translation>오른쪽으로 5프레임 밀기</translation>
    </message>
    <message>
        <source>Clip gain…</source>
        <translation>클립 게인…</translation>
    </message>
    <message>
        <source>Group or ungroup</source>
        <translation>그룹 묶기/풀기</translation>
    </message>
    <message>
        <source>No sound clip is selected</source>
        <translation>선택한 사운드 클립이 없습니다</translation>
    </message>
    <message>
        <source>The gain is that of clips on sound tracks.</source>
        <translation>게인은 사운드 트랙의 클립에 있습니다.</translation>
    </message>
    <message>
        <source>Clip gain</source>
        <translation>클립 게인</translation>
    </message>
    <message>
        <source>Gain in dB, of all selected sound clips</source>
        <translation>선택한 모든 사운드 클립의 게인(dB)</translation>
    </message>
    <message>
        <source>Marker with a name…</source>
        <translation>이름 있는 마커…</translation>
    </message>
    <message>
        <source>Marker</source>
        <translation>마커</translation>
    </message>
    <message>
        <source>Name of the marker</source>
        <translation>마커 이름</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>이름 없음</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>a file and its folder</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>속성</translation>
    </message>
    <message>
        <source>Mixer</source>
        <translation>믹서</translation>
    </message>
    <message>
        <source>No title is selected</source>
        <translation>선택한 타이틀이 없습니다</translation>
    </message>
    <message>
        <source>Select a title on the timeline to type its text.</source>
        <translation>타임라인에서 타이틀을 선택하면 내용을 입력할 수 있습니다.</translation>
    </message>
    <message>
        <source>Grade</source>
        <translation>색 보정</translation>
    </message>
    <message>
        <source>New version from this one</source>
        <translation>이 버전에서 새 버전</translation>
    </message>
    <message>
        <source>New version without a grade</source>
        <translation>보정 없는 새 버전</translation>
    </message>
    <message>
        <source>Next version of the grade</source>
        <translation>다음 색 보정 버전</translation>
    </message>
    <message>
        <source>Previous version of the grade</source>
        <translation>이전 색 보정 버전</translation>
    </message>
    <message>
        <source>Next open sequence</source>
        <translation>다음 열린 타임라인</translation>
    </message>
    <message>
        <source>Previous open sequence</source>
        <translation>이전 열린 타임라인</translation>
    </message>
    <message>
        <source>Guides over the picture</source>
        <translation>영상 위 안내선</translation>
    </message>
    <message>
        <source>To the in point</source>
        <translation>시작점으로</translation>
    </message>
    <message>
        <source>To the out point</source>
        <translation>끝점으로</translation>
    </message>
    <message>
        <source>Snap to beats</source>
        <translation>비트에 스냅</translation>
    </message>
</context>
<context>
    <name>tandem::ui::MarkersPanel</name>
    <message>
        <source>Markers</source>
        <translation>마커</translation>
    </message>
    <message>
        <source>No markers yet. M puts one at the playhead.</source>
        <translation>아직 마커가 없습니다. M 키를 누르면 재생 헤드에 놓입니다.</translation>
    </message>
</context>
<context>
    <name>tandem::ui::MatrixPage</name>
    <message>
        <source>Many films in one go: a matrix file or a script lists them; each picture is decoded and composited once.</source>
        <translation>여러 편을 한 번에 만듭니다. 매트릭스 파일이나 스크립트에 목록을 적으면 그림은 한 번만 디코딩하고 합성합니다.</translation>
    </message>
    <message>
        <source>all, or a pattern: web-*</source>
        <translation>전부, 또는 패턴: web-*</translation>
    </message>
    <message>
        <source>film.tandemmatrix.json or film.lua</source>
        <translation>film.tandemmatrix.json 또는 film.lua</translation>
    </message>
    <message>
        <source>Choose the matrix or script</source>
        <translation>매트릭스나 스크립트 고르기</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <translation>폴더 고르기</translation>
    </message>
    <message>
        <source>Matrix or script</source>
        <translation>매트릭스·스크립트</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>Only</source>
        <translation>이것만</translation>
    </message>
    <message>
        <source>Films of the matrix</source>
        <translation>매트릭스의 작품 목록</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>화면</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>About</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>열</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>행</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>멈추기</translation>
    </message>
    <message>
        <source>Dry run</source>
        <translation>미리 계획</translation>
    </message>
    <message>
        <source>Lists what would be made and refuses what cannot be; nothing is written</source>
        <translation>만들 것을 목록으로 보이고 안 되는 것은 미리 거절합니다. 아무것도 쓰지 않습니다</translation>
    </message>
    <message>
        <source>Deliver</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source>Deliveries (*.tandemmatrix.json *.json *.lua)</source>
        <translation>납품 목록 (*.tandemmatrix.json *.json *.lua)</translation>
    </message>
    <message>
        <source>Folder of the films</source>
        <translation>작품을 둘 폴더</translation>
    </message>
    <message>
        <source>To make</source>
        <translation>만들 예정</translation>
    </message>
    <message>
        <source>There already</source>
        <translation>이미 있음</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>완성</translation>
    </message>
    <message>
        <source>Not made</source>
        <translation>실패</translation>
    </message>
</context>
<context>
    <name>tandem::ui::MediaItems</name>
    <message>
        <source>Media</source>
        <translation>미디어</translation>
    </message>
    <message>
        <source>Still</source>
        <translation>스틸</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>오프라인</translation>
    </message>
    <message>
        <source>Open in source viewer</source>
        <translation>소스 뷰어에서 열기</translation>
    </message>
    <message>
        <source>Insert at playhead</source>
        <translation>재생 헤드에 삽입</translation>
    </message>
    <message>
        <source>Append to the end</source>
        <translation>끝에 이어 붙이기</translation>
    </message>
    <message>
        <source>Relink…</source>
        <translation>다시 연결…</translation>
    </message>
    <message>
        <source>Remove from the project</source>
        <translation>작품에서 제거</translation>
    </message>
    <message>
        <source>New bin…</source>
        <translation>새 폴더…</translation>
    </message>
    <message>
        <source>New bin</source>
        <translation>새 폴더</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Move to bin</source>
        <translation>폴더로 이동</translation>
    </message>
    <message>
        <source>All media</source>
        <translation>모든 미디어</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>프록시</translation>
    </message>
    <message>
        <source>No proxy</source>
        <translation>프록시 없음</translation>
    </message>
    <message>
        <source>Proxy waits</source>
        <translation>프록시 대기</translation>
    </message>
    <message>
        <source>Proxy %1 %</source>
        <translation>프록시 %1 %</translation>
    </message>
    <message>
        <source>Make proxies</source>
        <translation>프록시 만들기</translation>
    </message>
    <message>
        <source>No proxy: %1</source>
        <translation>프록시 없음: %1</translation>
    </message>
    <message>
        <source>Delete proxies</source>
        <translation>프록시 지우기</translation>
    </message>
</context>
<context>
    <name>tandem::ui::MediaPool</name>
    <message>
        <source>Import…</source>
        <translation>가져오기…</translation>
    </message>
    <message>
        <source>Drop video, sound or pictures here</source>
        <translation>영상·소리·사진을 여기에 놓으세요</translation>
    </message>
    <message>
        <source>Whole folders too. Originals are never moved or changed.</source>
        <translation>폴더째 놓아도 됩니다. 원본 파일은 옮기거나 바꾸지 않습니다.</translation>
    </message>
    <message>
        <source>Media pool</source>
        <translation>미디어</translation>
    </message>
    <message>
        <source>Search media</source>
        <translation>미디어 검색</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>격자</translation>
    </message>
    <message>
        <source>List</source>
        <translation>목록</translation>
    </message>
    <message>
        <source>Nothing here has this name.</source>
        <translation>이런 이름의 항목이 없습니다.</translation>
    </message>
    <message>
        <source>Where is %1 now?</source>
        <translation>파일의 새 위치: %1</translation>
    </message>
    <message numerus="yes">
        <source>Search %n item(s)</source>
        <translation>
            <numerusform>항목 %n개 검색</numerusform>
        </translation>
    </message>
    <message>
        <source>All media</source>
        <translation>모든 미디어</translation>
    </message>
    <message>
        <source>Import media</source>
        <translation>미디어 가져오기</translation>
    </message>
    <message>
        <source>Looks for them in a folder</source>
        <translation>폴더에서 찾습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n offline: relink…</source>
        <translation>
            <numerusform>오프라인 %n개: 다시 연결…</numerusform>
        </translation>
    </message>
    <message>
        <source>Folder where the missing media are now</source>
        <translation>없어진 미디어가 있는 폴더</translation>
    </message>
    <message>
        <source>Relink media</source>
        <translation>미디어 다시 연결</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) found again</source>
        <translation>
            <numerusform>파일 %n개를 다시 찾았습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing found there</source>
        <translation>거기에서는 찾지 못했습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n still missing. Files are known by their content, whatever they are called now.</source>
        <translation>
            <numerusform>아직 %n개가 없습니다. 파일은 이름이 바뀌어도 내용으로 알아봅니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>All media are there again.</source>
        <translation>모든 미디어가 다시 연결되었습니다.</translation>
    </message>
</context>
<context>
    <name>tandem::ui::MixerPanel</name>
    <message>
        <source>Automation of all strips</source>
        <translation>모든 스트립의 오토메이션</translation>
    </message>
    <message>
        <source>Automation · %1</source>
        <translation>오토메이션 · %1</translation>
    </message>
    <message>
        <source>several</source>
        <translation>여러 가지</translation>
    </message>
    <message>
        <source>Mixer</source>
        <translation>믹서</translation>
    </message>
    <message>
        <source>Strips shown</source>
        <translation>표시할 스트립</translation>
    </message>
    <message>
        <source>Add bus</source>
        <translation>버스 추가</translation>
    </message>
    <message>
        <source>Larger mixer</source>
        <translation>믹서 크게 보기</translation>
    </message>
    <message>
        <source>Strips</source>
        <translation>스트립</translation>
    </message>
    <message>
        <source>Plug-ins</source>
        <translation>플러그인</translation>
    </message>
    <message>
        <source>Routing</source>
        <translation>라우팅</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>속성</translation>
    </message>
</context>
<context>
    <name>tandem::ui::MonitorArea</name>
    <message>
        <source>Monitor</source>
        <translation>모니터</translation>
    </message>
    <message>
        <source>Monitor level</source>
        <translation>모니터 레벨</translation>
    </message>
    <message>
        <source>Monitor level in dB</source>
        <translation>모니터 레벨 (dB)</translation>
    </message>
    <message>
        <source>How loud this computer plays; no export is changed by it</source>
        <translation>이 컴퓨터에서 들리는 크기입니다. 내보내는 소리는 바뀌지 않습니다</translation>
    </message>
    <message>
        <source>Dim the monitor by 20 dB</source>
        <translation>모니터 20 dB 낮추기</translation>
    </message>
    <message>
        <source>Listen to the mix again</source>
        <translation>다시 믹스 듣기</translation>
    </message>
    <message>
        <source>Dimmed</source>
        <translation>낮춤</translation>
    </message>
</context>
<context>
    <name>tandem::ui::OutputWord</name>
    <message>
        <source>Output: %1</source>
        <translation>출력: %1</translation>
    </message>
</context>
<context>
    <name>tandem::ui::Overlay</name>
    <message>
        <source>Close (Esc)</source>
        <translation>닫기 (Esc)</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ParamRow</name>
    <message>
        <source>%1. Double-click for the default</source>
        <translation>%1. 두 번 클릭하면 기본값으로 돌아갑니다</translation>
    </message>
    <message>
        <source>Keyframe of %1</source>
        <translation>%1 키프레임</translation>
    </message>
    <message>
        <source>Change %1</source>
        <translation>%1 변경</translation>
    </message>
    <message>
        <source>One value for both: %1</source>
        <translation>두 값을 같게: %1</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>%1 초기화</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ParamRows</name>
    <message>
        <source>%1. Double-click for the default</source>
        <translation>%1. 두 번 클릭하면 기본값으로 돌아갑니다</translation>
    </message>
    <message>
        <source>Keyframe of %1</source>
        <translation>%1 키프레임</translation>
    </message>
</context>
<context>
    <name>tandem::ui::PictureCompare</name>
    <message>
        <source>The picture before cannot be shown</source>
        <translation>효과 전 화면을 보일 수 없습니다</translation>
    </message>
    <message>
        <source>The still was not kept</source>
        <translation>스틸을 저장하지 못했습니다</translation>
    </message>
    <message>
        <source>%1 cannot be written.</source>
        <translation>%1 파일을 쓸 수 없습니다.</translation>
    </message>
    <message>
        <source>Still taken</source>
        <translation>스틸을 저장했습니다</translation>
    </message>
    <message>
        <source>The compare menu of the viewer lists the stills.</source>
        <translation>뷰어의 비교 메뉴에 스틸 목록이 있습니다.</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>전</translation>
    </message>
    <message>
        <source>Still</source>
        <translation>스틸</translation>
    </message>
    <message>
        <source>After</source>
        <translation>후</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>지금</translation>
    </message>
</context>
<context>
    <name>tandem::ui::PictureView</name>
    <message>
        <source>Picture</source>
        <translation>영상</translation>
    </message>
    <message>
        <source>The picture is the same, playback may need more of the processor. %1</source>
        <translation>영상은 그대로이며, 재생에 프로세서를 더 쓸 수 있습니다. %1</translation>
    </message>
    <message>
        <source>The viewer is painted in another way now</source>
        <translation>뷰어를 이제 다른 방식으로 그립니다</translation>
    </message>
</context>
<context>
    <name>tandem::ui::PluginBrowser</name>
    <message>
        <source>%1 cannot run here</source>
        <translation>여기에서 실행할 수 없는 플러그인: %1</translation>
    </message>
    <message>
        <source>%1 plug-ins · %2 not tested · %3 with faults</source>
        <translation>플러그인 %1개 · 미검사 %2개 · 문제 %3개</translation>
    </message>
    <message>
        <source>Cannot run here: it needs %1</source>
        <translation>여기에서 실행할 수 없음. 필요한 것: %1</translation>
    </message>
    <message>
        <source>Click the strip that should get the plug-in.</source>
        <translation>플러그인을 넣을 스트립을 클릭하세요.</translation>
    </message>
    <message>
        <source>Double-click inserts on %1</source>
        <translation>두 번 클릭하면 넣을 곳: %1</translation>
    </message>
    <message>
        <source>No LV2 plug-in is installed, or none has this name.</source>
        <translation>설치된 LV2 플러그인이 없거나 이런 이름의 플러그인이 없습니다.</translation>
    </message>
    <message>
        <source>No plug-ins</source>
        <translation>플러그인 없음</translation>
    </message>
    <message>
        <source>No sound goes through a fader group</source>
        <translation>페이더 그룹으로는 소리가 지나가지 않습니다</translation>
    </message>
    <message>
        <source>Not tested yet</source>
        <translation>아직 검사하지 않음</translation>
    </message>
    <message>
        <source>Plug-ins</source>
        <translation>플러그인</translation>
    </message>
    <message>
        <source>Reading what is installed…</source>
        <translation>설치된 플러그인을 읽는 중…</translation>
    </message>
    <message>
        <source>Runs each one once in a process of its own and says what goes wrong</source>
        <translation>하나씩 별도 프로세스에서 한 번 실행해 보고 문제를 알려 줍니다</translation>
    </message>
    <message>
        <source>Runs in a process of its own: %1</source>
        <translation>별도 프로세스에서 실행됨: %1</translation>
    </message>
    <message>
        <source>Search plug-ins</source>
        <translation>플러그인 검색</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Test all</source>
        <translation>모두 검사</translation>
    </message>
    <message>
        <source>Tested</source>
        <translation>검사함</translation>
    </message>
    <message>
        <source>Tested %1 of %2</source>
        <translation>%2개 중 %1개 검사함</translation>
    </message>
</context>
<context>
    <name>tandem::ui::PluginWindow</name>
    <message>
        <source>%1 — %2</source>
        <translation>%1 — %2</translation>
    </message>
    <message>
        <source>Change %1</source>
        <translation>%1 변경</translation>
    </message>
</context>
<context>
    <name>tandem::ui::PluginWindows</name>
    <message>
        <source>The sound goes on, and its parameters are in the Inserts page.</source>
        <translation>소리는 계속 나오며, 파라미터는 인서트 페이지에 있습니다.</translation>
    </message>
    <message>
        <source>The window of %1 crashed</source>
        <translation>%1의 창이 비정상 종료되었습니다</translation>
    </message>
    <message>
        <source>Open it again</source>
        <translation>다시 열기</translation>
    </message>
    <message>
        <source>The window of %1 cannot be shown</source>
        <translation>%1의 창을 표시할 수 없습니다</translation>
    </message>
    <message>
        <source>The window of %1 was closed</source>
        <translation>%1의 창을 닫았습니다</translation>
    </message>
    <message>
        <source>It said what cannot be understood (%1).</source>
        <translation>이해할 수 없는 내용을 보냈습니다(%1).</translation>
    </message>
</context>
<context>
    <name>tandem::ui::PosterView</name>
    <message>
        <source>Picture at the playhead, and the range that is exported</source>
        <translation>재생 헤드의 화면과 내보낼 범위</translation>
    </message>
</context>
<context>
    <name>tandem::ui::PresetList</name>
    <message>
        <source>Online video</source>
        <translation>온라인 영상</translation>
    </message>
    <message>
        <source>Master</source>
        <translation>마스터</translation>
    </message>
    <message>
        <source>Small file</source>
        <translation>작은 파일</translation>
    </message>
    <message>
        <source>Sound only</source>
        <translation>사운드만</translation>
    </message>
    <message>
        <source>Upright</source>
        <translation>세로 영상</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>보관용</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>프리셋</translation>
    </message>
    <message>
        <source>Your own</source>
        <translation>내 프리셋</translation>
    </message>
</context>
<context>
    <name>tandem::ui::QueuePanel</name>
    <message>
        <source>Queue</source>
        <translation>대기열</translation>
    </message>
    <message>
        <source>Nothing in the queue</source>
        <translation>대기열이 비어 있습니다</translation>
    </message>
    <message>
        <source>A film keeps the edit as it was when it was added; you can go on editing.</source>
        <translation>작품은 추가한 때의 편집 상태를 간직하므로 계속 편집할 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>tandem::ui::RoutingModel</name>
    <message>
        <source>%1 to %2: </source>
        <translation>%1 → %2: </translation>
    </message>
    <message>
        <source>Strip</source>
        <translation>스트립</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>output</source>
        <translation>출력</translation>
    </message>
    <message>
        <source>send before the fader, %1 dB</source>
        <translation>페이더 앞 센드, %1 dB</translation>
    </message>
    <message>
        <source>send, %1 dB</source>
        <translation>센드, %1 dB</translation>
    </message>
    <message>
        <source>would feed itself</source>
        <translation>자기 자신으로 돌아오므로 불가능</translation>
    </message>
</context>
<context>
    <name>tandem::ui::RoutingTable</name>
    <message>
        <source>+ Send</source>
        <translation>+ 센드</translation>
    </message>
    <message>
        <source>Add send</source>
        <translation>센드 추가</translation>
    </message>
    <message>
        <source>Before the fader</source>
        <translation>페이더 앞</translation>
    </message>
    <message>
        <source>Level 0 dB</source>
        <translation>레벨 0 dB</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>출력</translation>
    </message>
    <message>
        <source>Remove send</source>
        <translation>센드 제거</translation>
    </message>
    <message>
        <source>Routing</source>
        <translation>라우팅</translation>
    </message>
    <message>
        <source>Send is on</source>
        <translation>센드 켬</translation>
    </message>
    <message>
        <source>Strips</source>
        <translation>스트립</translation>
    </message>
    <message>
        <source>Where strips go</source>
        <translation>스트립의 출력과 센드</translation>
    </message>
    <message>
        <source>pre </source>
        <translation>앞 </translation>
    </message>
</context>
<context>
    <name>tandem::ui::Ruler</name>
    <message>
        <source>Time ruler</source>
        <translation>시간 눈금자</translation>
    </message>
    <message>
        <source>Marker</source>
        <translation>마커</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Delete marker</source>
        <translation>마커 삭제</translation>
    </message>
    <message>
        <source>Add marker</source>
        <translation>마커 추가</translation>
    </message>
    <message>
        <source>Set in point</source>
        <translation>시작점 지정</translation>
    </message>
    <message>
        <source>Set out point</source>
        <translation>끝점 지정</translation>
    </message>
    <message>
        <source>Clear marks</source>
        <translation>시작점·끝점 지우기</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ScopeView</name>
    <message>
        <source>RGB parade</source>
        <translation>RGB 퍼레이드</translation>
    </message>
    <message>
        <source>Waveform</source>
        <translation>파형</translation>
    </message>
    <message>
        <source>RGB waveform</source>
        <translation>RGB 파형</translation>
    </message>
    <message>
        <source>Vectorscope</source>
        <translation>벡터스코프</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>히스토그램</translation>
    </message>
    <message>
        <source>Kind of scope</source>
        <translation>스코프 종류</translation>
    </message>
</context>
<context>
    <name>tandem::ui::ScopesPanel</name>
    <message>
        <source>The graphics device had trouble</source>
        <translation>그래픽 장치에 문제가 있었습니다</translation>
    </message>
    <message>
        <source>Scopes go on and no edit is lost.</source>
        <translation>스코프는 계속 나오고 편집은 그대로입니다.</translation>
    </message>
    <message>
        <source>Scopes</source>
        <translation>스코프</translation>
    </message>
    <message>
        <source>One scope or two</source>
        <translation>스코프 하나 또는 둘</translation>
    </message>
</context>
<context>
    <name>tandem::ui::SecondScreen</name>
    <message>
        <source>Picture on the second screen</source>
        <translation>두 번째 모니터에 화면</translation>
    </message>
    <message>
        <source>Tandem: picture</source>
        <translation>Tandem: 화면</translation>
    </message>
</context>
<context>
    <name>tandem::ui::Section</name>
    <message>
        <source>Reset %1</source>
        <translation>%1 초기화</translation>
    </message>
    <message>
        <source>Menu of %1</source>
        <translation>%1 메뉴</translation>
    </message>
    <message>
        <source>%1 on or off</source>
        <translation>%1 켜기/끄기</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>접힘</translation>
    </message>
    <message>
        <source>open</source>
        <translation>펼침</translation>
    </message>
</context>
<context>
    <name>tandem::ui::SendRow</name>
    <message>
        <source>Send to %1, %2 dB</source>
        <translation>센드: %1, %2 dB</translation>
    </message>
    <message>
        <source>Add send</source>
        <translation>센드 추가</translation>
    </message>
    <message>
        <source>Send to %1, %2 dB. Drag sideways for the level, click for more</source>
        <translation>센드: %1, %2 dB. 좌우로 끌면 레벨 조절, 클릭하면 더 보기</translation>
    </message>
    <message>
        <source>On</source>
        <translation>켜기</translation>
    </message>
    <message>
        <source>Before the fader</source>
        <translation>페이더 앞</translation>
    </message>
    <message>
        <source>Level 0 dB</source>
        <translation>레벨 0 dB</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>+ Send</source>
        <translation>+ 센드</translation>
    </message>
    <message>
        <source>No sends</source>
        <translation>센드 없음</translation>
    </message>
</context>
<context>
    <name>tandem::ui::SpectrumView</name>
    <message>
        <source>Spectrum</source>
        <translation>스펙트럼</translation>
    </message>
</context>
<context>
    <name>tandem::ui::SpeedSection</name>
    <message>
        <source>Speed</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>속도</translation>
    </message>
    <message>
        <source>Reverse</source>
        <translation>거꾸로 재생</translation>
    </message>
    <message>
        <source>Keep pitch</source>
        <translation>음높이 유지</translation>
    </message>
    <message>
        <source>Change speed</source>
        <translation>속도 변경</translation>
    </message>
    <message>
        <source>Speed ramp</source>
        <translation>속도 곡선</translation>
    </message>
    <message>
        <source>Speed at the playhead</source>
        <translation>재생 위치의 속도</translation>
    </message>
    <message>
        <source>Keyframe of the speed</source>
        <translation>속도의 키프레임</translation>
    </message>
    <message>
        <source>Speed here</source>
        <translation>이곳의 속도</translation>
    </message>
    <message>
        <source>Change speed ramp</source>
        <translation>속도 곡선 변경</translation>
    </message>
    <message>
        <source>Key of the speed ramp</source>
        <translation>속도 곡선의 키</translation>
    </message>
    <message>
        <source>How the speed goes on from this key</source>
        <translation>이 키에서 속도가 이어지는 방식</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>홀드</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>선형</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>부드럽게</translation>
    </message>
    <message>
        <source>To next key</source>
        <translation>다음 키까지</translation>
    </message>
    <message>
        <source>Ease key</source>
        <translation>키 보간 변경</translation>
    </message>
    <message>
        <source>Ramp up</source>
        <translation>점점 빠르게</translation>
    </message>
    <message>
        <source>Ramp down</source>
        <translation>점점 느리게</translation>
    </message>
    <message>
        <source>Slow middle</source>
        <translation>가운데 느리게</translation>
    </message>
    <message>
        <source>Keep length</source>
        <translation>길이 유지</translation>
    </message>
    <message>
        <source>On: the clip keeps its length. Off: it still ends in the same source frame</source>
        <translation>켜면 클립의 길이가 그대로이고, 끄면 같은 원본 프레임에서 끝납니다</translation>
    </message>
    <message>
        <source>Add speed ramp</source>
        <translation>속도 곡선 추가</translation>
    </message>
    <message>
        <source>Remove speed ramp</source>
        <translation>속도 곡선 제거</translation>
    </message>
</context>
<context>
    <name>tandem::ui::StartScreen</name>
    <message>
        <source>Start</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>What will you make?</source>
        <translation>무엇을 만들까요?</translation>
    </message>
    <message>
        <source>Picture and sound are cut together in one timeline.</source>
        <translation>그림과 소리를 한 타임라인에서 함께 다듬습니다.</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>최근 작품</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>이 컴퓨터</translation>
    </message>
    <message>
        <source>Graphics</source>
        <translation>그래픽</translation>
    </message>
    <message>
        <source>Sound output</source>
        <translation>소리 출력</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>마이크</translation>
    </message>
    <message>
        <source>Cache space</source>
        <translation>캐시 공간</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>새 작품</translation>
    </message>
    <message>
        <source>Takes size and frame rate from the first clip.</source>
        <translation>첫 클립의 크기와 프레임 속도를 그대로 따릅니다.</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>작품 열기…</translation>
    </message>
    <message>
        <source>Pick a project or a timeline.</source>
        <translation>작업하던 파일을 고릅니다.</translation>
    </message>
    <message>
        <source>Sample piece</source>
        <translation>예제 작품 둘러보기</translation>
    </message>
    <message>
        <source>A finished film to take apart and change.</source>
        <translation>완성작을 열어 직접 고쳐 봅니다.</translation>
    </message>
    <message>
        <source>Today %1</source>
        <translation>오늘 %1</translation>
    </message>
    <message>
        <source>Yesterday %1</source>
        <translation>어제 %1</translation>
    </message>
    <message>
        <source>d MMMM</source>
        <comment>a day without its year</comment>
        <translation>M월 d일</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>제목 없는 작품</translation>
    </message>
    <message>
        <source>Projects that you open or save are listed here.</source>
        <translation>열거나 저장한 작품이 여기에 표시됩니다.</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>찾을 수 없음</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>%1 남음</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>찾는 중…</translation>
    </message>
    <message>
        <source>%1 · %2 kHz</source>
        <translation>%1 · %2 kHz</translation>
    </message>
</context>
<context>
    <name>tandem::ui::StereoView</name>
    <message>
        <source>Stereo image</source>
        <translation>스테레오 이미지</translation>
    </message>
    <message>
        <source>Correlation %1</source>
        <translation>상관도 %1</translation>
    </message>
    <message>
        <source>Corr %1</source>
        <translation>상관 %1</translation>
    </message>
</context>
<context>
    <name>tandem::ui::StripEditor</name>
    <message>
        <source>Strip</source>
        <translation>스트립</translation>
    </message>
    <message>
        <source>Equaliser</source>
        <translation>이퀄라이저</translation>
    </message>
    <message>
        <source>Dynamics</source>
        <translation>다이내믹스</translation>
    </message>
    <message>
        <source>Inserts</source>
        <translation>인서트</translation>
    </message>
    <message>
        <source>What of the strip is shown</source>
        <translation>스트립에서 표시할 내용</translation>
    </message>
    <message>
        <source>Back to the defaults</source>
        <translation>기본값으로 되돌리기</translation>
    </message>
    <message>
        <source>On</source>
        <translation>켜기</translation>
    </message>
    <message>
        <source>Dynamics of this strip</source>
        <translation>이 스트립의 다이내믹스</translation>
    </message>
    <message>
        <source>Add dynamics</source>
        <translation>다이내믹스 추가</translation>
    </message>
    <message>
        <source>Nothing evens out the level of this strip yet.</source>
        <translation>이 스트립에는 아직 레벨을 고르게 하는 효과가 없습니다.</translation>
    </message>
    <message>
        <source>Add compressor</source>
        <translation>컴프레서 추가</translation>
    </message>
    <message>
        <source>Denoise</source>
        <translation>디노이즈</translation>
    </message>
    <message>
        <source>Denoisers of this strip</source>
        <translation>이 스트립의 디노이저</translation>
    </message>
    <message>
        <source>Add denoiser</source>
        <translation>디노이저 추가</translation>
    </message>
    <message>
        <source>Hiss, hum and fans pass through this strip as they are.</source>
        <translation>히스, 험, 팬 소음이 이 스트립을 그대로 지나갑니다.</translation>
    </message>
    <message>
        <source>It finds by itself which noise stays, within half a second of playing, and turns that down between and under words. Listen plays what is taken away: where words are heard in it, less sensitivity is better.</source>
        <translation>재생하면 0.5초 안에 늘 깔려 있는 소음을 스스로 찾아, 말 사이와 말 뒤의 소음을 줄입니다. 듣기를 켜면 걷어 낸 소리만 들립니다. 거기서 말소리가 들리면 민감도를 낮추는 것이 좋습니다.</translation>
    </message>
</context>
<context>
    <name>tandem::ui::StripWidget</name>
    <message>
        <source>Equaliser</source>
        <translation>이퀄라이저</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>팬</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>음소거</translation>
    </message>
    <message>
        <source>Solo</source>
        <translation>솔로</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>녹음</translation>
    </message>
    <message>
        <source>Fader</source>
        <translation>페이더</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>레벨</translation>
    </message>
    <message>
        <source>Gain reduction</source>
        <translation>게인 리덕션</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>게인</translation>
    </message>
    <message>
        <source>Strip %1</source>
        <translation>스트립 %1</translation>
    </message>
    <message>
        <source>Equaliser of %1</source>
        <translation>%1 이퀄라이저</translation>
    </message>
    <message>
        <source>Pan of %1</source>
        <translation>%1 팬</translation>
    </message>
    <message>
        <source>Mute %1</source>
        <translation>%1 음소거</translation>
    </message>
    <message>
        <source>Solo %1</source>
        <translation>%1 솔로</translation>
    </message>
    <message>
        <source>Record %1</source>
        <translation>%1 녹음</translation>
    </message>
    <message>
        <source>Fader of %1</source>
        <translation>%1 페이더</translation>
    </message>
    <message>
        <source>Level of %1</source>
        <translation>%1 레벨</translation>
    </message>
    <message>
        <source>Gain reduction of %1</source>
        <translation>%1 게인 리덕션</translation>
    </message>
    <message>
        <source>Gain of %1</source>
        <translation>%1 게인</translation>
    </message>
    <message>
        <source>Master</source>
        <translation>마스터</translation>
    </message>
    <message>
        <source>Rename track</source>
        <translation>트랙 이름 바꾸기</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Add insert</source>
        <translation>인서트 추가</translation>
    </message>
    <message>
        <source>Add send</source>
        <translation>센드 추가</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>출력</translation>
    </message>
    <message>
        <source>Invert polarity</source>
        <translation>극성 반전</translation>
    </message>
    <message>
        <source>Fader to 0 dB</source>
        <translation>페이더를 0 dB로</translation>
    </message>
    <message>
        <source>Pan to the centre</source>
        <translation>팬을 가운데로</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>이름 바꾸기…</translation>
    </message>
    <message>
        <source>Remove bus</source>
        <translation>버스 제거</translation>
    </message>
    <message>
        <source>Automation of %1</source>
        <translation>%1 오토메이션</translation>
    </message>
    <message>
        <source>Automation</source>
        <translation>오토메이션</translation>
    </message>
    <message>
        <source>Listen before the fader</source>
        <translation>페이더 앞에서 듣기</translation>
    </message>
    <message>
        <source>Listen to %1 before its fader</source>
        <translation>%1을(를) 페이더 앞에서 듣기</translation>
    </message>
    <message>
        <source>Rename group</source>
        <translation>그룹 이름 바꾸기</translation>
    </message>
    <message>
        <source>Fader group</source>
        <translation>페이더 그룹</translation>
    </message>
    <message>
        <source>Remove group</source>
        <translation>그룹 제거</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>입력</translation>
    </message>
</context>
<context>
    <name>tandem::ui::Studio</name>
    <message>
        <source>Edits are kept safe again</source>
        <translation>편집 내용을 다시 안전하게 보관합니다</translation>
    </message>
    <message>
        <source>All of them are on the disk.</source>
        <translation>모두 디스크에 기록되었습니다.</translation>
    </message>
    <message>
        <source>This edit is not possible here</source>
        <translation>여기서는 이 편집을 할 수 없습니다</translation>
    </message>
    <message>
        <source>Paste effects</source>
        <translation>효과 붙여넣기</translation>
    </message>
    <message>
        <source>Move picture</source>
        <translation>영상 이동</translation>
    </message>
    <message>
        <source>Scale picture</source>
        <translation>영상 크기 조절</translation>
    </message>
    <message>
        <source>Turn picture</source>
        <translation>영상 회전</translation>
    </message>
    <message>
        <source>Master</source>
        <translation>마스터</translation>
    </message>
    <message>
        <source>Add %1</source>
        <translation>%1 추가</translation>
    </message>
    <message>
        <source>Add bus</source>
        <translation>버스 추가</translation>
    </message>
    <message>
        <source>New bus</source>
        <translation>새 버스</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>제목 없는 작품</translation>
    </message>
    <message>
        <source>Edits cannot be kept safe</source>
        <translation>편집 내용을 안전하게 보관할 수 없습니다</translation>
    </message>
    <message>
        <source>No new project could be made</source>
        <translation>새 작품을 만들지 못했습니다</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>새 작품</translation>
    </message>
    <message>
        <source>The project could not be opened</source>
        <translation>작품을 열지 못했습니다</translation>
    </message>
    <message>
        <source>Recovered unsaved work</source>
        <translation>저장하지 않은 작업을 복구했습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n edit(s) that were not saved in the file are here again.</source>
        <translation>
            <numerusform>파일에 저장하지 않은 편집 %n건을 되살렸습니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>The project opened with notes</source>
        <translation>작품을 열었지만 알림이 있습니다</translation>
    </message>
    <message numerus="yes">
        <source> (and %n more)</source>
        <translation>
            <numerusform> (외 %n개)</numerusform>
        </translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>여는 중: %1</translation>
    </message>
    <message>
        <source>The project could not be saved</source>
        <translation>작품을 저장하지 못했습니다</translation>
    </message>
    <message>
        <source>Another program had changed the project&apos;s file</source>
        <translation>다른 프로그램이 작품 파일을 바꿨습니다</translation>
    </message>
    <message>
        <source>Its state is kept among the versions; yours is saved.</source>
        <translation>그 상태는 버전으로 보관했고, 지금 작업은 저장했습니다.</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>저장 중</translation>
    </message>
    <message>
        <source>Import media</source>
        <translation>미디어 가져오기</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be imported</source>
        <translation>
            <numerusform>파일 %n개를 가져오지 못했습니다</numerusform>
        </translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>가져오는 중</translation>
    </message>
    <message>
        <source>There is no input to record from</source>
        <translation>녹음할 입력이 없습니다</translation>
    </message>
    <message>
        <source>Sound cannot be played</source>
        <translation>소리를 재생할 수 없습니다</translation>
    </message>
    <message>
        <source>No sound output</source>
        <translation>소리 출력 없음</translation>
    </message>
    <message>
        <source>Playback goes on by the computer&apos;s clock; the mix is unchanged. %1</source>
        <translation>컴퓨터 시계에 맞춰 계속 재생합니다. 믹스는 바뀌지 않습니다. %1</translation>
    </message>
    <message>
        <source>This medium cannot be shown</source>
        <translation>이 미디어를 표시할 수 없습니다</translation>
    </message>
    <message>
        <source>No track is armed</source>
        <translation>녹음 대기 중인 트랙이 없습니다</translation>
    </message>
    <message>
        <source>Press R on a sound track: it says what is recorded where.</source>
        <translation>사운드 트랙의 R을 누르세요. 녹음할 트랙이 정해집니다.</translation>
    </message>
    <message>
        <source>This cannot be recorded</source>
        <translation>녹음할 수 없습니다</translation>
    </message>
    <message>
        <source>The sound device does not run at the sequence&apos;s sample rate. Choose another device, or give the sequence its rate.</source>
        <translation>소리 장치의 샘플레이트가 타임라인과 다릅니다. 다른 장치를 고르거나 타임라인을 그 샘플레이트로 바꾸세요.</translation>
    </message>
    <message>
        <source>Recording stopped</source>
        <translation>녹음이 멈췄습니다</translation>
    </message>
    <message>
        <source>The takes could not be placed; their files are kept</source>
        <translation>테이크를 타임라인에 놓지 못했습니다. 파일은 남아 있습니다.</translation>
    </message>
    <message>
        <source>A take has gaps</source>
        <translation>테이크에 빈 곳이 있습니다</translation>
    </message>
    <message>
        <source>Recording %1 · %2 h %3 min left</source>
        <translation>녹음 중: %1 · %2시간 %3분 남음</translation>
    </message>
    <message numerus="yes">
        <source> · %n sample(s) lost</source>
        <translation>
            <numerusform> · 샘플 %n개 누락</numerusform>
        </translation>
    </message>
    <message>
        <source>Media offline · Relink…</source>
        <translation>미디어 오프라인 · 다시 연결…</translation>
    </message>
    <message>
        <source>The version could not be kept</source>
        <translation>버전을 보관하지 못했습니다</translation>
    </message>
    <message>
        <source>Keeping a version</source>
        <translation>버전 보관 중</translation>
    </message>
    <message>
        <source>Restore version</source>
        <translation>버전 복원</translation>
    </message>
    <message>
        <source>Restore “%1”</source>
        <translation>복원: “%1”</translation>
    </message>
    <message>
        <source>The version could not be restored</source>
        <translation>버전을 복원하지 못했습니다</translation>
    </message>
    <message>
        <source>Reading a version</source>
        <translation>버전 읽는 중</translation>
    </message>
    <message>
        <source>The version could not be deleted</source>
        <translation>버전을 삭제하지 못했습니다</translation>
    </message>
    <message>
        <source>After a crash this recording would not be found by itself</source>
        <translation>프로그램이 갑자기 끝나면 이 녹음을 자동으로 찾을 수 없습니다</translation>
    </message>
    <message>
        <source>The takes of a recording that was cut off could not be placed</source>
        <translation>중단된 녹음의 테이크를 배치하지 못했습니다</translation>
    </message>
    <message>
        <source>Recovered a recording</source>
        <translation>녹음을 복구했습니다</translation>
    </message>
    <message numerus="yes">
        <source>%n take(s) of a recording that was cut off are on their tracks. Undo takes them off again.</source>
        <translation>
            <numerusform>중단된 녹음의 테이크 %n개를 트랙에 다시 놓았습니다. 실행 취소하면 빠집니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (missing)</source>
        <translation>%1(없음)</translation>
    </message>
    <message>
        <source>LV2 plug-ins</source>
        <translation>LV2 플러그인</translation>
    </message>
    <message>
        <source>None are installed</source>
        <translation>설치된 것이 없습니다</translation>
    </message>
    <message>
        <source>Crop picture</source>
        <translation>화면 자르기</translation>
    </message>
    <message>
        <source>Move mask</source>
        <translation>마스크 옮기기</translation>
    </message>
    <message>
        <source>Feather mask</source>
        <translation>마스크 가장자리 흐리기</translation>
    </message>
    <message>
        <source>Turn mask</source>
        <translation>마스크 돌리기</translation>
    </message>
    <message>
        <source>Reshape mask</source>
        <translation>마스크 모양 바꾸기</translation>
    </message>
    <message>
        <source>The mask has all the points it can have</source>
        <translation>마스크에 점을 더 넣을 수 없습니다</translation>
    </message>
    <message>
        <source>An outline has at most %1 points.</source>
        <translation>윤곽에는 점을 %1개까지 넣을 수 있습니다.</translation>
    </message>
    <message>
        <source>Add point to mask</source>
        <translation>마스크에 점 추가</translation>
    </message>
    <message>
        <source>The mask needs its last points</source>
        <translation>마스크에 남은 점은 지울 수 없습니다</translation>
    </message>
    <message>
        <source>An outline has at least %1 points; the effect&apos;s menu removes the mask.</source>
        <translation>윤곽에는 점이 %1개 이상 있어야 합니다. 마스크를 없애려면 효과 메뉴를 쓰세요.</translation>
    </message>
    <message>
        <source>Remove point of mask</source>
        <translation>마스크 점 지우기</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>쓰기</translation>
    </message>
    <message>
        <source>Touch</source>
        <translation>터치</translation>
    </message>
    <message>
        <source>Latch</source>
        <translation>래치</translation>
    </message>
    <message>
        <source>Trim</source>
        <translation>트림</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>읽기</translation>
    </message>
    <message>
        <source>Write automation</source>
        <translation>오토메이션 쓰기</translation>
    </message>
    <message>
        <source>In %1</source>
        <translation>입력 %1</translation>
    </message>
    <message>
        <source>In %1+%2</source>
        <translation>입력 %1+%2</translation>
    </message>
    <message>
        <source>Do not hear it</source>
        <translation>듣지 않기</translation>
    </message>
    <message>
        <source>Hear it while stopped or recorded</source>
        <translation>정지 또는 녹음 중에 듣기</translation>
    </message>
    <message>
        <source>Hear it always</source>
        <translation>항상 듣기</translation>
    </message>
    <message>
        <source>None</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>New group</source>
        <translation>새 그룹</translation>
    </message>
    <message>
        <source>Add fader group</source>
        <translation>페이더 그룹 추가</translation>
    </message>
    <message>
        <source>take %1 of %2</source>
        <translation>테이크 %1/%2</translation>
    </message>
    <message>
        <source>Heard before the fader: %1</source>
        <translation>페이더 앞에서 듣는 중: %1</translation>
    </message>
    <message>
        <source>The graphics device had trouble</source>
        <translation>그래픽 장치에 문제가 있었습니다</translation>
    </message>
    <message>
        <source>The picture goes on and no edit is lost.</source>
        <translation>그림은 계속 나오고 편집은 그대로입니다.</translation>
    </message>
    <message>
        <source>The sound device plays at %1</source>
        <translation>소리 장치가 %1로 재생합니다</translation>
    </message>
    <message>
        <source>This is the rate of the sequence again.</source>
        <translation>다시 타임라인의 샘플레이트와 같습니다.</translation>
    </message>
    <message>
        <source>The mix is heard at this rate from the same place on. The sequence and exports keep %1.</source>
        <translation>같은 위치부터 믹스를 이 샘플레이트로 들려줍니다. 타임라인과 내보내기는 %1 그대로입니다.</translation>
    </message>
    <message>
        <source>The sound output is gone</source>
        <translation>소리 출력이 사라졌습니다</translation>
    </message>
    <message>
        <source>Playback goes on without sound and tries to have it back. The mix and exports are unchanged.</source>
        <translation>소리 없이 재생을 이어 가며 다시 연결을 시도합니다. 믹스와 내보내기는 그대로입니다.</translation>
    </message>
    <message>
        <source>The sound output is back</source>
        <translation>소리 출력이 돌아왔습니다</translation>
    </message>
    <message>
        <source>A plug-in is not heard as it should be</source>
        <translation>플러그인 소리가 제대로 나지 않습니다</translation>
    </message>
    <message>
        <source>Playback goes on. Another place on the timeline tries it again; the insert can be switched off.</source>
        <translation>재생은 계속됩니다. 타임라인의 다른 곳으로 옮기면 다시 시도하며, 인서트를 끌 수도 있습니다.</translation>
    </message>
    <message>
        <source>A clip is silent</source>
        <translation>소리가 나지 않는 클립이 있습니다</translation>
    </message>
    <message>
        <source>Its sound cannot be read; the rest is heard.</source>
        <translation>이 클립의 소리를 읽을 수 없습니다. 나머지는 들립니다.</translation>
    </message>
    <message>
        <source>There are no media in this folder</source>
        <translation>이 폴더에는 미디어가 없습니다</translation>
    </message>
    <message>
        <source>Films, sounds and pictures can be imported, from the folders in it too.</source>
        <translation>영상, 소리, 사진을 가져올 수 있으며 안에 있는 폴더도 살펴봅니다.</translation>
    </message>
    <message>
        <source>Only files of this computer can be dropped here</source>
        <translation>이 컴퓨터에 있는 파일만 끌어다 놓을 수 있습니다</translation>
    </message>
    <message>
        <source>Save it to a folder first, then drop the file.</source>
        <translation>먼저 폴더에 저장한 다음 그 파일을 끌어다 놓으세요.</translation>
    </message>
    <message>
        <source>ramp</source>
        <translation>속도 곡선</translation>
    </message>
    <message>
        <source>The sound is not played through JACK</source>
        <translation>소리가 JACK으로 나가고 있지 않습니다</translation>
    </message>
    <message>
        <source>Its transport is joined when JACK&apos;s server runs and the editor was started with --audio JACK.</source>
        <translation>JACK 서버가 실행 중이고 편집기를 --audio JACK으로 시작했으면 그 트랜스포트에 연결됩니다.</translation>
    </message>
    <message>
        <source>JACK&apos;s transport is gone</source>
        <translation>JACK 트랜스포트가 사라졌습니다</translation>
    </message>
    <message>
        <source>Tandem&apos;s own transport goes on from the same place.</source>
        <translation>Tandem의 자체 트랜스포트가 같은 자리에서 이어집니다.</translation>
    </message>
    <message>
        <source>It brings no window</source>
        <translation>플러그인에 창이 없습니다</translation>
    </message>
    <message>
        <source>The program tandem-plugin-window is not beside this one</source>
        <translation>tandem-plugin-window 프로그램이 이 프로그램 옆에 없습니다</translation>
    </message>
    <message>
        <source>There is no X11 display (DISPLAY is not set); on Wayland, XWayland is one</source>
        <translation>X11 디스플레이가 없습니다(DISPLAY가 설정되지 않음). Wayland에서는 XWayland가 그 역할을 합니다</translation>
    </message>
    <message>
        <source>The project is open in another window</source>
        <translation>작품이 다른 창에 열려 있습니다</translation>
    </message>
    <message>
        <source>Two windows would write over each other&apos;s edits. Close %1 there first, or open a copy.</source>
        <translation>두 창이 서로의 편집을 덮어쓰게 됩니다. 먼저 그 창에서 닫거나(%1), 사본을 여세요.</translation>
    </message>
    <message>
        <source>Open a copy</source>
        <translation>사본 열기</translation>
    </message>
    <message>
        <source>Edits that are not in the file yet</source>
        <translation>아직 파일에 없는 편집</translation>
    </message>
    <message numerus="yes">
        <source>%n edit(s) made since the file was saved are here. Save to write them into it.</source>
        <translation>
            <numerusform>파일을 저장한 뒤에 한 편집 %n개가 그대로 있습니다. 저장하면 파일에 기록됩니다.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: a LUT is chosen in the effect “3D LUT” of a clip</source>
        <translation>%1: LUT는 클립의 “3D LUT” 효과에서 고릅니다</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>외 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Subtitles imported</source>
        <translation>자막을 가져왔습니다</translation>
    </message>
    <message>
        <source>They stand on a new track, “%1”.</source>
        <translation>새 트랙에 있습니다: “%1”.</translation>
    </message>
    <message>
        <source>Looking for beats</source>
        <translation>비트 찾는 중</translation>
    </message>
</context>
<context>
    <name>tandem::ui::TimelineModel</name>
    <message>
        <source>start</source>
        <translation>처음</translation>
    </message>
    <message>
        <source>playhead</source>
        <translation>재생 헤드</translation>
    </message>
    <message>
        <source>in point</source>
        <translation>시작점</translation>
    </message>
    <message>
        <source>out point</source>
        <translation>끝점</translation>
    </message>
    <message>
        <source>marker</source>
        <translation>마커</translation>
    </message>
    <message>
        <source>clip start</source>
        <translation>클립 시작</translation>
    </message>
    <message>
        <source>clip end</source>
        <translation>클립 끝</translation>
    </message>
    <message>
        <source>beat</source>
        <translation>비트</translation>
    </message>
</context>
<context>
    <name>tandem::ui::TimelinePanel</name>
    <message>
        <source>Timeline</source>
        <translation>타임라인</translation>
    </message>
    <message>
        <source>Playhead</source>
        <translation>재생 헤드</translation>
    </message>
    <message>
        <source>Add track</source>
        <translation>트랙 추가</translation>
    </message>
    <message>
        <source>Picture track</source>
        <translation>영상 트랙</translation>
    </message>
    <message>
        <source>Sound track</source>
        <translation>사운드 트랙</translation>
    </message>
    <message>
        <source>Subtitle track</source>
        <translation>캡션 트랙</translation>
    </message>
    <message>
        <source>Bus</source>
        <translation>버스</translation>
    </message>
    <message>
        <source>This is not a time</source>
        <translation>올바른 시간이 아닙니다</translation>
    </message>
    <message>
        <source>Scroll in time</source>
        <translation>시간 스크롤</translation>
    </message>
    <message>
        <source>Scroll tracks</source>
        <translation>트랙 스크롤</translation>
    </message>
    <message>
        <source>Sequence 1</source>
        <translation>타임라인 1</translation>
    </message>
    <message>
        <source>Sequence</source>
        <translation>타임라인</translation>
    </message>
    <message>
        <source>Select (A)</source>
        <translation>선택 (A)</translation>
    </message>
    <message>
        <source>Trim: ripple or roll (T)</source>
        <translation>다듬기: 밀어내기 또는 롤 (T)</translation>
    </message>
    <message>
        <source>Blade (B)</source>
        <translation>자르기 (B)</translation>
    </message>
    <message>
        <source>Slip (Y)</source>
        <translation>슬립 (Y)</translation>
    </message>
    <message>
        <source>Hand (H)</source>
        <translation>손 (H)</translation>
    </message>
    <message>
        <source>Snapping (N)</source>
        <translation>스냅 (N)</translation>
    </message>
    <message>
        <source>Select picture and sound together (Shift+L)</source>
        <translation>영상과 사운드 함께 선택 (Shift+L)</translation>
    </message>
    <message>
        <source>Overwrite</source>
        <translation>덮어쓰기</translation>
    </message>
    <message>
        <source>Ripple</source>
        <translation>밀어내기</translation>
    </message>
    <message>
        <source>Edit mode (R)</source>
        <translation>편집 방식 (R)</translation>
    </message>
    <message>
        <source>Whether edits move what is later (R)</source>
        <translation>편집할 때 뒤쪽을 함께 옮길지 정합니다 (R)</translation>
    </message>
    <message>
        <source>Marker at the playhead (M)</source>
        <translation>재생 헤드에 마커 (M)</translation>
    </message>
    <message>
        <source>Track height</source>
        <translation>트랙 높이</translation>
    </message>
    <message>
        <source>Tracks · Compact</source>
        <translation>트랙 높이 · 낮음</translation>
    </message>
    <message>
        <source>Tracks · Comfortable</source>
        <translation>트랙 높이 · 보통</translation>
    </message>
    <message>
        <source>Tracks · Tall</source>
        <translation>트랙 높이 · 높음</translation>
    </message>
    <message>
        <source>Zoom out (-)</source>
        <translation>축소 (-)</translation>
    </message>
    <message>
        <source>Zoom in (=)</source>
        <translation>확대 (=)</translation>
    </message>
    <message>
        <source>Show all (Shift+Z)</source>
        <translation>전체 보기 (Shift+Z)</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>확대/축소</translation>
    </message>
    <message>
        <source>Previous cut (Up)</source>
        <translation>이전 컷 (Up)</translation>
    </message>
    <message>
        <source>Shuttle back (J)</source>
        <translation>뒤로 셔틀 (J)</translation>
    </message>
    <message>
        <source>Play or pause (Space)</source>
        <translation>재생/일시 정지 (Space)</translation>
    </message>
    <message>
        <source>Shuttle forward (L)</source>
        <translation>앞으로 셔틀 (L)</translation>
    </message>
    <message>
        <source>Next cut (Down)</source>
        <translation>다음 컷 (Down)</translation>
    </message>
    <message>
        <source>Record on armed tracks (Shift+R)</source>
        <translation>대기 중인 트랙에 녹음 (Shift+R)</translation>
    </message>
    <message>
        <source>Loop between in and out</source>
        <translation>시작점~끝점 반복</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>New sequence</source>
        <translation>새 타임라인</translation>
    </message>
    <message>
        <source>Slide (U)</source>
        <translation>슬라이드 (U)</translation>
    </message>
    <message>
        <source>Rate stretch (Shift+T)</source>
        <translation>속도 늘이기 (Shift+T)</translation>
    </message>
    <message>
        <source>Zoom (Z)</source>
        <translation>확대 (Z)</translation>
    </message>
</context>
<context>
    <name>tandem::ui::TitleEdit</name>
    <message>
        <source>Text of the title</source>
        <translation>제목 글</translation>
    </message>
    <message>
        <source>Change text</source>
        <translation>글 바꾸기</translation>
    </message>
</context>
<context>
    <name>tandem::ui::TitleSection</name>
    <message>
        <source>Text of the title</source>
        <translation>타이틀 내용</translation>
    </message>
    <message>
        <source>Font</source>
        <translation>글꼴</translation>
    </message>
    <message>
        <source>As the program</source>
        <translation>프로그램 기본 글꼴</translation>
    </message>
    <message>
        <source>Change font</source>
        <translation>글꼴 변경</translation>
    </message>
    <message>
        <source>Change text</source>
        <translation>텍스트 변경</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>텍스트</translation>
    </message>
    <message>
        <source>The selected titles have different texts.</source>
        <translation>선택한 타이틀의 내용이 서로 다릅니다.</translation>
    </message>
</context>
<context>
    <name>tandem::ui::TitlesBrowser</name>
    <message>
        <source>Titles</source>
        <translation>타이틀</translation>
    </message>
    <message>
        <source>Title presets</source>
        <translation>타이틀 프리셋</translation>
    </message>
    <message>
        <source>Double-click puts it at the playhead</source>
        <translation>두 번 클릭하면 재생 헤드에 놓입니다</translation>
    </message>
    <message>
        <source>Add title</source>
        <translation>타이틀 추가</translation>
    </message>
</context>
<context>
    <name>tandem::ui::Toast</name>
    <message>
        <source>Close the message</source>
        <translation>메시지 닫기</translation>
    </message>
</context>
<context>
    <name>tandem::ui::TrackHead</name>
    <message>
        <source>Track %1</source>
        <translation>트랙 %1</translation>
    </message>
    <message>
        <source>Lock track %1</source>
        <translation>%1 트랙 잠금</translation>
    </message>
    <message>
        <source>Show track %1</source>
        <translation>%1 트랙 보기</translation>
    </message>
    <message>
        <source>Mute %1</source>
        <translation>%1 음소거</translation>
    </message>
    <message>
        <source>Solo %1</source>
        <translation>%1 솔로</translation>
    </message>
    <message>
        <source>Arm %1 for recording</source>
        <translation>%1 녹음 대기</translation>
    </message>
    <message>
        <source>Volume of %1</source>
        <translation>%1 볼륨</translation>
    </message>
    <message>
        <source>Level of %1</source>
        <translation>%1 레벨</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>영상</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>비어 있음</translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>클립 %n개</numerusform>
        </translation>
    </message>
    <message>
        <source>Rename track</source>
        <translation>트랙 이름 바꾸기</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>이름 바꾸기…</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>잠금 해제</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>잠금</translation>
    </message>
    <message>
        <source>Moves with ripples of other tracks</source>
        <translation>다른 트랙을 밀어낼 때 함께 이동</translation>
    </message>
    <message>
        <source>Add sound track</source>
        <translation>사운드 트랙 추가</translation>
    </message>
    <message>
        <source>Add picture track</source>
        <translation>영상 트랙 추가</translation>
    </message>
    <message>
        <source>Delete track</source>
        <translation>트랙 삭제</translation>
    </message>
    <message>
        <source>Hide the automation lane %1 of %2</source>
        <translation>%2 %1 오토메이션 레인 숨기기</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>볼륨</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>팬</translation>
    </message>
    <message>
        <source>Automation</source>
        <translation>오토메이션</translation>
    </message>
    <message>
        <source>Click or Enter: insert here. F2: rename</source>
        <translation>클릭 또는 Enter: 여기에 넣기. F2: 이름 바꾸기</translation>
    </message>
</context>
<context>
    <name>tandem::ui::TrackHeads</name>
    <message>
        <source>Track heads</source>
        <translation>트랙 헤더</translation>
    </message>
</context>
<context>
    <name>tandem::ui::TransitionSection</name>
    <message>
        <source>Transition</source>
        <translation>전환</translation>
    </message>
    <message>
        <source>Kind of transition</source>
        <translation>전환 종류</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>종류</translation>
    </message>
    <message>
        <source> f</source>
        <translation> f</translation>
    </message>
    <message>
        <source>Length of the transition, frames</source>
        <translation>전환 길이(프레임)</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>Softness of the edge</source>
        <translation>경계 부드럽기</translation>
    </message>
    <message>
        <source>Softness</source>
        <translation>부드럽기</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>색</translation>
    </message>
    <message>
        <source>Remove transition</source>
        <translation>전환 제거</translation>
    </message>
    <message>
        <source>Change transition</source>
        <translation>전환 변경</translation>
    </message>
</context>
<context>
    <name>tandem::ui::Viewer</name>
    <message>
        <source>Viewer</source>
        <translation>뷰어</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>소스</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>프로그램</translation>
    </message>
    <message>
        <source>What the viewer shows</source>
        <translation>뷰어 표시 내용</translation>
    </message>
    <message>
        <source>Size of the picture</source>
        <translation>화면 크기</translation>
    </message>
    <message>
        <source>Quality of playback</source>
        <translation>재생 품질</translation>
    </message>
    <message>
        <source>Full screen (F)</source>
        <translation>전체 화면 (F)</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>맞춤</translation>
    </message>
    <message>
        <source>Full quality</source>
        <translation>전체 품질</translation>
    </message>
    <message>
        <source>Half quality</source>
        <translation>1/2 품질</translation>
    </message>
    <message>
        <source>Quarter quality</source>
        <translation>1/4 품질</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>In point here (I)</source>
        <translation>여기를 시작점으로 (I)</translation>
    </message>
    <message>
        <source>Previous cut (Up)</source>
        <translation>이전 컷 (Up)</translation>
    </message>
    <message>
        <source>Back one frame (Left)</source>
        <translation>1프레임 뒤로 (Left)</translation>
    </message>
    <message>
        <source>Play or pause (Space)</source>
        <translation>재생/일시 정지 (Space)</translation>
    </message>
    <message>
        <source>On one frame (Right)</source>
        <translation>1프레임 앞으로 (Right)</translation>
    </message>
    <message>
        <source>Next cut (Down)</source>
        <translation>다음 컷 (Down)</translation>
    </message>
    <message>
        <source>Out point here (O)</source>
        <translation>여기를 끝점으로 (O)</translation>
    </message>
    <message>
        <source>Insert the source (,)</source>
        <translation>소스 삽입 (,)</translation>
    </message>
    <message>
        <source>Overwrite with the source (.)</source>
        <translation>소스로 덮어쓰기 (.)</translation>
    </message>
    <message>
        <source>Loop between in and out</source>
        <translation>시작점~끝점 반복</translation>
    </message>
    <message>
        <source>Fit · </source>
        <translation>맞춤 · </translation>
    </message>
    <message>
        <source>Compare with the picture before, or a still</source>
        <translation>효과 전 화면이나 스틸과 비교</translation>
    </message>
    <message>
        <source>Do not compare</source>
        <translation>비교하지 않음</translation>
    </message>
    <message>
        <source>Before and after the effects</source>
        <translation>효과 전후</translation>
    </message>
    <message>
        <source>Take a still</source>
        <translation>스틸 저장</translation>
    </message>
    <message>
        <source>Still of %1</source>
        <translation>%1의 스틸</translation>
    </message>
    <message>
        <source>Compare with it</source>
        <translation>이 스틸과 비교</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>지우기</translation>
    </message>
    <message>
        <source>Left and right</source>
        <translation>좌우로 나누기</translation>
    </message>
    <message>
        <source>Above and below</source>
        <translation>위아래로 나누기</translation>
    </message>
    <message>
        <source>Show proxies where there are some</source>
        <translation>프록시가 있으면 프록시로 보기</translation>
    </message>
    <message>
        <source>Proxies · </source>
        <translation>프록시 · </translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>그림</translation>
    </message>
    <message>
        <source>Guides (Shift+G)</source>
        <translation>안내선 (Shift+G)</translation>
    </message>
</context>
<context>
    <name>tandem::ui::WarningRow</name>
    <message>
        <source>Show</source>
        <translation>보기</translation>
    </message>
</context>
<context>
    <name>tandem::ui::WheelBox</name>
    <message>
        <source>Reset %1</source>
        <translation>%1 초기화</translation>
    </message>
    <message>
        <source>Keyframe of %1</source>
        <translation>%1 키프레임</translation>
    </message>
    <message>
        <source>%1 of all channels</source>
        <translation>모든 채널의 %1</translation>
    </message>
    <message>
        <source>Change %1</source>
        <translation>%1 변경</translation>
    </message>
</context>
<context>
    <name>FilePlaces</name>
    <message>
        <source>Media and subtitles</source>
        <translation>미디어와 자막</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>모든 파일 (*)</translation>
    </message>
</context>
<context>
    <name>tandem::ui::SourceBar</name>
    <message>
        <source>Position in the source</source>
        <translation>소스의 위치</translation>
    </message>
    <message>
        <source>Drag: position. I and O set in and out</source>
        <translation>드래그: 위치. I와 O: 인과 아웃</translation>
    </message>
    <message>
        <source>In %1, out %2, marked %3</source>
        <translation>인 %1, 아웃 %2, 구간 %3</translation>
    </message>
</context>
<context>
    <name>DropZones</name>
    <message>
        <source>Look at it as a source</source>
        <translation>소스로 보기</translation>
    </message>
    <message>
        <source>Insert at the playhead</source>
        <translation>재생 헤드에 끼워 넣기</translation>
    </message>
    <message>
        <source>Overwrite from the playhead on</source>
        <translation>재생 헤드부터 덮어쓰기</translation>
    </message>
    <message>
        <source>Place on top</source>
        <translation>위에 올리기</translation>
    </message>
    <message>
        <source>Append at the end</source>
        <translation>끝에 이어 붙이기</translation>
    </message>
</context>
<context>
    <name>tandem::ui::GradeMenu</name>
    <message>
        <source>Versions of the grade</source>
        <translation>색 보정 버전</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>버전</translation>
    </message>
    <message>
        <source>%1 · %2 of %3</source>
        <translation>%1 · %3개 중 %2</translation>
    </message>
    <message>
        <source>New version from this one</source>
        <translation>이 버전에서 새 버전</translation>
    </message>
    <message>
        <source>New version without a grade</source>
        <translation>보정 없는 새 버전</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>이름 바꾸기…</translation>
    </message>
    <message>
        <source>Remove this version</source>
        <translation>이 버전 제거</translation>
    </message>
    <message>
        <source>Name of the version</source>
        <translation>버전 이름</translation>
    </message>
    <message>
        <source>New version of the grade</source>
        <translation>색 보정 새 버전</translation>
    </message>
    <message>
        <source>Choose grade</source>
        <translation>색 보정 버전 선택</translation>
    </message>
    <message>
        <source>No picture clip is selected</source>
        <translation>선택된 영상 클립이 없습니다</translation>
    </message>
    <message>
        <source>Versions are those of a clip's grade.</source>
        <translation>버전은 클립의 색 보정마다 따로 있습니다.</translation>
    </message>
    <message>
        <source>The selected clip has one version of its grade only</source>
        <translation>선택한 클립의 색 보정 버전은 하나뿐입니다</translation>
    </message>
    <message>
        <source>A new one is made in the Colour workspace.</source>
        <translation>새 버전은 색 작업 공간에서 만듭니다.</translation>
    </message>
</context>
<context>
    <name>Guides</name>
    <message>
        <source>Safe areas</source>
        <translation>안전 영역</translation>
    </message>
    <message>
        <source>Thirds</source>
        <translation>삼등분선</translation>
    </message>
    <message>
        <source>Lines through the centre</source>
        <translation>중앙선</translation>
    </message>
    <message>
        <source>Frame of another shape</source>
        <translation>다른 비율의 틀</translation>
    </message>
    <message>
        <source>None</source>
        <comment>no frame</comment>
        <translation>없음</translation>
    </message>
</context>
<context>
    <name>tandem::ui::SequenceTabs</name>
    <message>
        <source>Open sequences</source>
        <translation>열린 타임라인</translation>
    </message>
    <message>
        <source>Close this tab</source>
        <translation>이 탭 닫기</translation>
    </message>
</context>
</TS>
