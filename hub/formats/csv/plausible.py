"""Whether Chinese text is plausible: text in GBK that lost bytes may decode without an error, into characters nobody writes together.

A doubt, never a proof: names may be rare. Example: `implausible("梢钥吹")` is the text; of 可以看到, every character is common.
"""

from __future__ import annotations

import re

# The characters that most Chinese text is made of, and those of orders, companies, places and family names.
COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现"
    "当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重"
    "并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入"
    "几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼"
    "书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔给极快集收根"
    "参连却办议往元英士证近失转夫令准布始怎呢存未远叫台单影具罗字爱击流备兵客价青华济深精满示府局照亲古广试验需型层每众够语研究费专列局房团除线持"
    "供商采购订货号额税厂限责任技贸易实业股份械塑料五纺织服装食包材医药仓库规箱套米斤吨联址话注址省县镇村街楼室幢层栋座园科创谷港湾湖江河州宁波厦"
    "杭苏沪京津渝福浙温佛莞圳岛锡昌沙汉武成都昆贵桂琼辽吉黑龙蒙疆藏陕甘肃川鲁豫皖湘赣鄂冀晋粤闽台澳门李王张刘陈杨赵黄周吴徐孙胡朱林郭梁宋郑谢韩"
    "唐冯董萧曹袁邓许傅沈曾彭吕卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范石姚谭廖邹熊陆郝孔崔康毛邱秦史顾侯邵孟段雷钱汤尹黎常贺赖龚文庞樊兰殷施陶洪翟"
    "红绿蓝黄灰紫橙棕黑银铜铁钢铝锌木纸皮革棉麻丝绸毛涤纶尼龙胶管板轴承螺栓母钉泵阀机电缆灯开关插座表仪器工具刀具模样配零附套装盒袋瓶桶卷张片条根支只"
    "双对副件个台辆艘架把粒颗块匹码尺寸厘毫克升请按须付款交验收质检合同编码日姓性别职务邮传真网银账户开票抬项类备联系经办审批核准签章印制填写盖"
    "陈旧损坏退换补急需样册图纸附录说明书牌号标准国际内销外销出口进口报关运输物流快递自提送达签收余款定预尾结算月结现转汇承兑",
)
_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{3,}")


def implausible(text: str) -> str | None:
    """A run of characters none of which is common, None where there is none."""
    return next((run for run in _RUN.findall(text) if COMMON.isdisjoint(run)), None)
