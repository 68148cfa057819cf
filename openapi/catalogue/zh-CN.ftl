# 告知用户的文字（中文）。每个键在 en.ftl 中也有；测试将二者与程序核对。

## problems: title, what happened, what a client does about it

problem_malformed_body = 请求体不是 JSON
    .detail = 请求体格式不正确。
    .cause = 请求体的字节不是 JSON：缺少括号、同一名称出现两次，或者文字不是 UTF-8 编码。
    .help = 请发送 UTF-8 编码的合法 JSON。

problem_malformed_token = 令牌格式不正确
    .detail = 令牌不是合法的令牌。
    .cause = Authorization 头中不是 Bearer 令牌。
    .help = 请用 `Authorization: Bearer` 附上由 POST /oauth/token 取得的令牌。

problem_missing_token = 需要令牌
    .detail = 此操作需要令牌。
    .cause = 此操作需要令牌，而请求没有携带。
    .help = 请用 POST /oauth/token 取得令牌，并作为 Bearer 令牌发送。

problem_invalid_token = 令牌无效
    .detail = 令牌无效。
    .cause = 令牌的签名、签发者或者客户端，本系统现在不予接受。
    .help = 令牌不是本系统签发的、被改动过，或者其客户端已被吊销。请重新取得令牌。

problem_expired_token = 令牌已过期
    .detail = 令牌已过期。
    .cause = 令牌签发已超过 15 分钟。
    .help = 令牌有效期为 15 分钟。请重新取得令牌。

problem_invalid_client = 客户端凭据无效
    .detail = 客户端凭据无效。
    .cause = 没有这个客户端，密钥不符，或者客户端已被吊销、尚未确认。
    .help = 请核对 client_id 和 client_secret，必要时请管理员更换密钥。

problem_forbidden = 此角色无权进行此操作
    .detail = 此内容不在该客户端的辖区内，或不向其显示。
    .for_roles = 该客户端的角色是 { $role }；此操作由 { $roles } 进行。
    .not_agreed = 与该客户端的协议未列明此内容。
    .for_no_role = 该客户端的角色是 { $role }；任何客户端都不能进行此操作。
    .cause = 角色没有此项操作权限，或者要写入的内容不在该客户端的辖区内。
    .help = 该客户端的角色没有此项操作权限，或者记录属于其他地区。

problem_four_eyes = 须由他人审批
    .detail = 创建、提交或者调查记录的人不得对其作出决定。
    .cause = 要求作出决定的人，以本客户端或者同一所有人的其他客户端参与过所决定的事项。
    .help = 创建、提交或者调查记录的人不得对其作出决定，须由另一名审批人办理。

problem_no_such_path = 没有这个路径
    .detail = 没有这个路径。
    .cause = 这个地址没有任何内容。
    .help = 请对照 /openapi.json 检查地址的拼写、大小写与斜杠。

problem_not_found = 没有这条记录
    .detail = 没有这条记录。
    .cause = 该客户端的辖区内没有此标识的记录，或者在所询问的时刻尚不知道它。
    .help = 记录不存在，或者不在该客户端的管辖范围内。

problem_method_not_allowed = 此路径不支持该方法
    .detail = 此路径不支持该方法。
    .cause = 地址存在，但不支持此方法。
    .help = 响应头 Allow 列出此路径支持的方法。

problem_not_acceptable = 没有所请求的格式
    .detail = 此处提供的格式为：{ $forms }，没有请求所接受的格式。
    .cause = 请求不接受本操作所能给出的任何形式。
    .help = 请在 `Accept` 中选择 `forms` 列出的格式，或不发送该请求头。

problem_transition_not_allowed = 当前状态下不能办理此事项
    .detail = 状态为 `{ $status }` 时不能办理 `{ $event }`。
    .cause = 按生命周期，记录在当前状态下没有此事件，或者事件所需的条件尚不具备。
    .help = GET …/transitions 列出当前状态下可以办理的事项。

problem_duplicate = 记录已经存在
    .detail = 记录已经存在。
    .cause = 只能有一个的内容已经存在：公民身份号码、在办的卷宗，或者外部系统的同一编号而内容不同。
    .help = 请查找已有的记录，不要重复建立。

problem_rule_refused = 规则不允许
    .detail = 规则不允许。
    .cause = 请求本身没有错误，但有法律依据的规则不予通过。
    .help = `rule` 给出规则的键和条文，GET /v1/policies 显示现行值。

problem_request_in_progress = 相同的请求正在处理
    .detail = 相同的请求正在处理。
    .cause = 带有同一 Idempotency-Key 的请求已在先，尚未得到应答。
    .help = 请稍候，然后用同一个 Idempotency-Key 重新发送。

problem_idempotency_mismatch = 该 Idempotency-Key 已用于其他请求
    .detail = 该幂等键已用于其他请求。
    .cause = 此 Idempotency-Key 已用于其他方法、路径、查询或者请求体。
    .help = 一个键对应一个请求（方法、路径、参数和请求体）。其他请求请用其他的键。

problem_moved = 记录已并入另一条记录
    .detail = 记录已并入另一条记录。
    .cause = 此人曾重复登记，两条记录已合并为一条。
    .help = 请按响应头 Location 访问。

problem_position_too_old = 位置过旧
    .detail = 此位置之后发生的变更已不再保存。
    .cause = 该位置给出已超过三年，其后的一部分变更已不再保存。
    .help = 变更保存三年。请重新导出（POST /v1/exports），再从导出的位置继续。

problem_gone = 档案已关闭
    .detail = 该人员档案自{ $since }起关闭。
    .cause = 此人已去世，或者其资料已依法删除。
    .help = 该人员已去世，或者其信息已依法删除，此处不再提供其他信息，也不再重复答复。

problem_changed = 记录在读取之后已被修改
    .detail = 记录在读取之后已被修改。
    .cause = 读取之后，他人修改了记录。
    .help = 请重新读取，并在现行版本上修改。

problem_precondition_required = 需要 If-Match
    .detail = 修改时须在 If-Match 中给出所依据的版本。
    .cause = 修改请求没有 If-Match，可能覆盖他人所写的内容。
    .help = 请把所依据版本的 ETag 作为 If-Match 发送。

problem_too_slow = 请求未能及时到达
    .detail = 请求未能及时到达。
    .cause = 请求体传送过慢，超过服务器的等待时间。
    .help = 请在服务器规定的时间内发送完整的请求体，或者减少一次发送的内容。

problem_too_large = 请求过大
    .detail = 请求超过允许的大小。
    .cause = 请求体、文件或者列表超过 docs/operations.md 所列的上限。
    .help = 请减少一次发送的内容。

problem_unsupported_media_type = 不支持此内容类型
    .detail = 此路径不支持该内容类型。
    .cause = 缺少 Content-Type、类型不是本操作所接受的，或者请求体经过压缩。
    .help = 请使用文档中列出的内容类型。

problem_invalid = 请求无效
    .detail = 请求无效。
    .cause = 请求体或者参数中有未知、缺失、类型不符或者超出范围的内容。
    .help = `errors` 列出每一处错误及其位置。

problem_rate_limited = 失败次数过多
    .detail = 失败次数过多。
    .cause = 失败的尝试过多：有人在试探密钥、编号或者姓名，或者客户端达到了自己的限额。
    .help = 请按 Retry-After 给出的时间等待。

problem_quota_exceeded = 限额已用完
    .detail = 该客户端为重复请求保留的答复、导出或打开的事件流已达限额。没有作任何改动。
    .cause = 客户端一天之内带 Idempotency-Key 的请求多于为其保存应答的限额，或者排队、制作和保存中的导出已有十份，或者打开的事件流已达上限。
    .help = 请按 Retry-After 给出的时间等待，发送不带 Idempotency-Key 的请求，取消一份导出，或关闭一个事件流。

problem_busy = 系统繁忙
    .detail = 系统繁忙。
    .cause = 等待处理的请求过多，或者数据库没有应答。
    .help = 没有作任何改动。请按 Retry-After 给出的时间等待后重新发送。

problem_internal = 内部错误
    .detail = 内部错误。
    .cause = 发生了程序没有预料到的情况。
    .help = 这是我们的问题，请报告请求编号。

## Any value

empty = 不能为空。
field_needed = 此项必填。
field_unknown = 没有此项。
cannot_be_cleared = 不能清空。
should_be = JSON 类型应为 { $types }。
one_of = 应为下列之一：{ $values }。
not_allowed_value = 不是允许的取值。
not_a_code = 不是代码集中的代码。
not_a_value_of = 不是“{ $set }”中的值。
at_least = 不得小于 { $min }。
at_most = 不得大于 { $max }。
between = 应在 { $min } 至 { $max } 之间。
too_many_characters = 最多 { $max } 个字符。
too_many_entries = 最多 { $max } 条。
too_many_values = 取值过多。
control_characters = 不能含有不可见字符（控制字符、格式字符等）。
more_faults = 共有 { $count } 处错误，只列出前 { $max } 处。
name_reserved = 此名称为本系统自用。
number_unreadable = 有数字超出可以读取的范围。
not_a_whole_number = 不是整数。
not_an_identifier = 不是标识符（UUID）。
true_or_false = 应为 true 或者 false。
named_twice = 重复列出。
no_such_record = 没有这条记录。

## Words and numbers of people

name_needed = 姓名必填。
name_is_letters = 姓名只能由文字组成。
citizen_number_length = 公民身份号码应为 18 位。
citizen_number_form = 公民身份号码应为 17 位数字加一位数字或者 X。
citizen_number_birth_date = 号码中的出生日期不是已过去的日期。
check_character = 校验码不符。
credit_code_length = 统一社会信用代码应为 18 位。
personal_number = 此处文字针对单位，不得写入公民身份号码或者手机号码。
mobile_number_form = 手机号码应为以 1 开头的 11 位数字。
email_form = 不是电子邮箱地址。
web_address_form = 不是以 https: 开头并带主机名的地址。
webhook_url_form = 应为 https://… 形式的地址，不得带有用户名或者 # 后的部分；服务器开放了内网时也可用 http://。
webhook_address_closed = 本登记系统不向此地址发送。
postcode_form = 邮政编码应为 6 位数字。
area_form = 地区代码应为 6 位数字（GB/T 2260）。
school_identifier_form = 学校标识码应为 10 位数字。
sex_differs = 性别与公民身份号码不符。
birth_date_differs = 出生日期与公民身份号码不符。
years_in_education = 教育工作年限应在 0 至 { $max } 年之间。
nothing_to_search_for = 没有可供查找的文字。
search_term_needed = 需要查找条件。
not_its_own_double = 记录不能与自身合并。

## Days and calendars

not_a_day = 不是 2026-11-23 形式的日期。
beyond_the_calendar = 超出本登记系统能记录的最后一天 { $last }。
not_an_instant = 不是 2026-11-23T08:00:00Z 形式的时刻（RFC 3339）。
day_in_the_future = 日期不能晚于今天。
too_far_ahead = 最多可查询今日之后{ $days }天。
day_not_in_the_past = 应为已过去的日期。
day_before_previous_event = 日期早于上一事项。
day_of_another_year = 日期不在该年度内。
day_of_death_needed = 需要死亡日期。
too_many_days = 天数超过一年。
holiday_and_working_day = 同一天不能既是休息日又是工作日。
calendar_missing = 尚未上传 { $year } 年的工作日历。

## Events and pools

reason_needed = 此事项须说明理由。
document_number_needed = 此事项须有文号。
consent_needed = 特约人员须已同意受邀。
source_needed = 专家须有来源类别。
source_of_another_pool = 不是该人才库的来源类别。
evidence_needed = 来源类别须有证明材料。
panel_too_small = 评审组至少须有 { $needed } 人。
notice_ended = 公示已于 { $ends_on } 结束。
notice_runs = 公示期至 { $ends_on } 止，尚未结束。
objection_open = 有异议正在调查，公示尚未结束。
publication_elsewhere_needed = 早于今日开始的公示并非由本系统发布：须写明公示的地点、文号和起止日期。
publication_began_on = 公示须自该日起开始。
publication_too_short = 自该日开始的公示最早于 { $earliest } 结束。

# Certification and training
certification_exists = 该人员已有未办结的资格认定。
declaration_twice = 该项声明重复。
conditions_unmet = 下列条件不符合：{ $conditions }。地方放宽须记载法律依据。
hours_missing = 已登记培训 { $counted } 学时，要求 { $needed } 学时。
no_resit_left = 补考不得超过 { $max } 次。
exam_not_held_yet = 考试日期为 { $exam_on }，尚未举行。
record_check_closed = 凭档案认定的期限已于 { $until } 截止。
record_check_once = 每人只能凭档案认定一次。
defence_needed = 撤销资格前须听取本人陈述申辩，请注明日期。

## Zones, recusals and sanctions

office_phone_form = 办公电话只能由数字、空格、加号和连字符组成，最多 { $max } 个字符。
zone_has_schools = 责任区仍有学校，请先将其划入其他责任区。
zone_closed = 该责任区已撤销。
statement_needed = 其他情形须说明事由。
left_on_needed = 曾在该单位任职的，须注明离职日期。
left_on_of_another_ground = 只有曾在该单位任职的情形才注明离职日期。
end_is_computed = 离职回避的截止日期由离职日期推算，不能另行指定。
ends_before_it_starts = 截止日期早于开始日期。
lifted_before_decided = 解除日期早于处分决定日期。

## Assessments
assessment_exists = 该人员在本机构本年度已有考核记录。
not_in_office_in_year = 该人员在 { $year } 年未在本机构任职。
weights_sum = 各项权重之和应为 { $needed } 分，现为 { $sum } 分。
rated_has_no_target = 评议项目不设数量目标。
not_a_rated_item = 该项不是评议项目。
items_not_rated = 以下项目缺少评分：{ $items }。
duty_report_needed = 须提交述职报告。
rates_oneself = 被考核人不得作为其他评议主体评分。
nobody_else_rated = 除本人外尚无有效评议。
not_the_person = 自评须以登记在册的本人姓名作出。
shares_of = 须为 { $names } 各给出不超过 { $max } 的百分比，且不得另有其他项。
labour_tables = 须为预扣率表的列表：各表自某月一日起适用，并依次在前一表之后；减除费用含定额与百分比；级距自 0 起递增，速算扣除数须使税额处处连续。
year_not_begun = { $year } 年度尚未开始。
vetoes_stand = 一票否决项成立期间，等次为不合格；复核可以撤销否决项。
public_seat_needed = 考核小组须有社会公众代表。
excellent_used_up = { $group } 人中 { $places } 个优秀名额已用完。
review_too_late = 申请复核的期限至 { $until }。
review_days_run = 申请复核的期限至 { $until }；期满前，经本人书面认可方可确定结果。
upheld_changes_nothing = 维持原结果的，不得同时更改内容。
nothing_changes = 该决定未改变分数、等次或一票否决事项。
grade_decided_or_computed = 等次或由决定直接确定，或由更正后的评分与否决事项计算得出，不得并用。
heavier_after_review = 复核不得加重结果。
served_long_enough = 本年度任职 { $days } 天，不少于 { $months } 个月。

## Policies

weights_of = 应为 { $names } 的整数，合计 { $sum }。
policy_key_unknown = 没有这一规则键。
policy_is_hard_stop = 此规则是刚性要求，各地不得更改。
education_codes = 应为 GB/T 4658 代码的列表。

## Erasures

stands_in_the_way = 尚有未了事项：{ $what }。
still_kept = 应保存至 { $until }。
kept_for_good = 永久保存。
nothing_to_erase = 没有可以删除的内容。
person_is_erased = 该人员的信息已删除，保留的内容只存储、不更改。
erasure_exists = 已有一项删除该人员信息的申请尚未处理。

## What stands in the register already

person_exists = 此公民身份号码的人员已在册。
nothing_to_keep_it_from = 另一人没有因此记录而让位的记录。
membership_exists = 该人员已在此人才库中。
demo_needs_nobody = 登记系统中已有人员；演示数据只能建在空库中。
client_name_taken = 已有未注销的客户端使用此名称或看起来相同的名称。
zone_exists = 该地区已有同名的责任区。
school_exists = 此标识码的学校已在册。

## Requests

query_unreadable = 无法读取查询参数。
parameter_unknown = 没有此参数。
given_more_than_once = 重复给出。
not_a_parameter_value = 不是此参数的取值。
value_too_long = 过长，或者不是文本。
number_in_url = 请用 POST /v1/people/search 按公民身份号码查找。
cursor_of_another = 游标属于其他列表、条件、次序或者调用者。
position_of_another = 位置属于其他客户端，或者已被改动。
position_ahead = 位置超前于登记系统，登记系统可能是从备份恢复的。请重新读取列表，再从 `after=now` 起跟随。
idempotency_key_form = 应为 1 至 { $max } 个可见的 ASCII 字符。
credentials_needed = 需要 client_id 和 client_secret。
credentials_twice = 客户端只能用一种方式表明身份。
file_needed = 需要文件。
not_utf8 = 不是 UTF-8 编码。
seal_broken = 已存内容无法解封：内容被改动，或者密钥已不存在。请重新填写，或从备份恢复。
too_many_root_fields = 根字段最多 { $max } 个。
too_many_aliases = 别名最多 { $max } 个。
too_many_selections = 选择的字段最多 { $max } 个。
nested_too_deep = 括号最多嵌套 { $max } 层。
too_many_tokens = 一份查询文档最多 { $max } 个词和符号。
graphql_name_too_long = 查询文档中的名称最多 { $max } 个字符。
too_many_operations = 一份查询文档最多 { $max } 个操作。
too_many_fragments = 一份查询文档最多 { $max } 个片段。
too_many_variables = 一个操作最多 { $max } 个变量。
too_many_arguments = 一个字段或者指令最多 { $max } 个参数。
too_many_type_names = __typename 最多 { $max } 次，片段每展开一次计一次。
fragments_in_ring = 查询文档的片段互相循环引用。
unfolds_to_too_much = 片段展开以后，字段、参数和取值合计超过 { $max } 个。
variables_too_large = 变量按使用次数计算，合计超过 { $max } 字节。
variable_type_unknown = 带默认值的变量使用了模式中没有的类型。
answer_too_large = 结果超过 { $max } 个值，请减少一次查询的记录或者字段。

## Rosters

file_too_many_rows = 表格超过 { $max } 行。
file_too_many_columns = 表格超过 { $max } 列。
file_encrypted = 文件有密码保护。请另存为不加密的文件。
file_broken = 文件已损坏，或者表格自相矛盾。
file_encoding = 文本不是 UTF-8、UTF-16 或 GB18030 编码。
file_too_old = 文件是 Excel 97 以前的格式。可以读取工作簿（.xlsx 或 Excel 97 至 2003 的 .xls）和文本（.csv 或制表符分隔）：请另存为 .xlsx。
file_other_form = 不能读取这种格式的文件。可以读取工作簿（.xlsx 或 Excel 97 至 2003 的 .xls）和文本（.csv 或制表符分隔）：请另存为 .xlsx。
file_same_columns = 有两列都叫“{ $name }”，不知道应读哪一列。
file_sheet_header = 工作表“{ $sheet }”像是名册，但缺少以下各列：{ $columns }。
file_ignored_sheets = 只有隐藏的或填写示例的工作表才有名册的表头：{ $sheets }。请取消隐藏，或者改名。
cell_number_cut = 此号码被存为数值。Excel 的数值只保留 15 位，后面的数字已变为 0，无法恢复。请将单元格设为文本格式，重新输入号码。
cell_number_maybe_cut = 此号码以 000 结尾，与 Excel 截断的号码无法区分。如号码无误，请用 .xlsx 文件并将单元格设为文本格式。
cell_is_an_error = 单元格是错误值。请改为应有的内容，或者清空。
cell_formula_without_value = 单元格是没有结果的公式。请在 Excel 中打开并保存，或者改为应有的内容。
cell_is_struck_through = 内容带有删除线，不知道是否仍然有效。请取消删除线，或者删除内容。
row_is_hidden = 此行被隐藏或被筛选掉，不知道是否应导入。请取消隐藏和筛选，或者删除此行。
row_is_a_sample = 此行是填写示例。请删除此行。
row_still_marked = 此行的错误说明带有“⚠”。请改正此行，再清空说明。
birth_month_form = 应为年月或年月日，例如 1980年5月 或 1980-05-09。
years_form = 应为整数年，例如 10 或 10年。
no_such_zone_of = 没有这个责任区。已有：{ $zones }。
file_header = 前 { $rows } 行中没有同时含有以下各列的表头：{ $columns }。
differs_from_citizen_number = 与公民身份号码不符。
number_in_a_row_above = 与前面的行号码重复。
person_in_a_row_above = 与前面的行为同一人：其中一个号码属于已合并的记录。
school_in_a_row_above = 与前面的行标识码重复。
types_differ = 与代码不符。
no_such_zone = 没有这个责任区。
below_article = 未达到{ $article }的要求。
person_of_another_area = 该人员已在其他地区的名册中。
not_a_person_number = 不是本登记系统的人员编号。
name_differs_from_the_register = 与登记系统中的名称不符。
several_schools_of_that_name = 有多所学校用此名称，请填写学校标识码。

## 机构、任命、责任区与抽组

organisation_exists = 该地区已有同名机构。
cohort_exists = 该机构已有这一届。
not_an_authority = 不是教育督导机构。
nothing_agreed = 协议至少应列明一项资源。
not_received_by_role = 该角色的客户端不接收此项内容。
agreement_exists = 在这些日期中，该客户端已受另一份协议约束。
area_out_of_client = 不在该客户端的辖区内。
not_a_recipient = 该角色的客户端不依协议接收数据。
not_a_committee = 既不是教育督导委员会，也不是教育督导机构。
one_object_needed = 学校与组织须且只能填写一项。
not_a_look_back = 该督导不是对本校或者本单位的“回头看”。
one_lead_needed = 组长至多一人。
before_it_began = 该日督导尚未开始。
notice_needed = 尚未书面通知被督导单位。
voices_needed = 尚未听取公众、学生、家长或者教师的意见。
unit_defence_runs = 被督导单位可以在 { $last } 前（含当日）对初步督导意见提出申辩。
not_a_digest = SHA-256 摘要应为 64 位十六进制数字。
statement_or_waiver = 须写明申辩内容，或者写明放弃申辩，二者只写其一。
not_of_the_team = 不是抽取的督导组成员：成员退出须重新抽取。
correct_the_inspection = 该记录来自一次督导：请在督导记录中更正。
not_a_period = 不是月份（2026-11）、学期（2026-autumn）或者年度（2026）。
period_or_days_needed = 须填写期间，或者同时填写起止日期，二者只填其一。
one_school_needed = 须且只能写明一所学校。
part_of_itself = 方案不能隶属于自身。
before_its_first_day = 方案起始日期尚未到。
items_and_scope_needed = 须写明督导事项和督导范围。
common_and_own_needed = 学校督导方案至少有一项共性事项和一项个性事项。
monthly_theme_exists = 该地区当月已有督导主题。
school_plan_exists = 该校在此期间已有督导方案。
not_inspected = 尚未督导、也未免于督导的对象：{ $names }。
findings_open = 尚未办结的问题：{ $count } 个。
due_before_its_event = 期限早于该事项发生之日。
due_no_later = 新期限不晚于现期限。
due_of_a_relapse = 只有问题反弹时才重新规定期限。
due_on_no_working_day = 期限届满日不是工作日。
unit_not_asked = 没有向该单位移交且尚待答复的事项。
wider_check_needed = 严重、重大问题的整改报告须写明举一反三排查情况。
look_back_needed = “回头看”确认未反弹后方可销号。
minor_harm_unreported = 未成年人受到侵害的，须先向公安、民政或者教育部门报告。
extensions_over = 延期次数已达上限：{ $max } 次。
guidance_missing = 指出问题时未给予指导。
danger_notified_later = 危及生命安全的隐患须于发现当日督促处理。
notified_late = 应当于 { $day } 前通知被督导单位。
not_a_member_unit = 不是教育督导委员会成员单位。
weights_add_up = 权重合计为 { $sum }，应为 100。
more_than_nothing = 应大于 0。
last_band_from_nothing = 最低等级应从 0 分起。
bands_go_down = 等级应由高到低排列，等级越高起始分数越高。
third_party_weight = 第三方评估权重最高为百分之 { $max }。
indicators_missing = 以下指标尚无评分或者数据：{ $codes }。
third_party_alone = 此次评估只由第三方评分。
rates_own_unit = 不得对本单位评分。
independence_undeclared = 第三方评分须先签订合同并声明与被评估单位无利害关系。
outside_raters_needed = 教育部门不得单独评价，教育系统外的评价主体至少 { $min } 个。
lower_after_review = 复核不得降低评估结果。
no_such_indicator = 指标体系中没有以此方式评价的该项指标。
no_such_veto = 指标体系中没有该项一票否决事项。
system_not_in_effect = 该指标体系今日未在施行。
period_of_another_year = 该指标体系适用于其他年度。
evaluation_exists = 该对象在同一周期内已有同一指标体系、同一来源的评估。
carrier_needed = 问责或者约谈应当以督导发现的问题、评估或者督导为依据。
expires_before_effect = 失效日期应当晚于施行日期。
not_open = 仅主动公开的文件可以发布。
checked_by_who_drafted = 文件起草者不得自行审查，请写明其他审查人。
channel_missing = 文件曾通过该渠道发布，更正亦须通过该渠道：{ $channel }。
report_not_open = 督导报告应当公布，该报告未列为主动公开。
publication_overdue = 应当于 { $day } 前公布。
rules_not_published = 该制度已施行，尚未公布。
replaces_itself = 文件不得替代自身。
form_not_in_use = 本地未采用该问责方式。
inspector_by_dismissal = 该人员系督学，不适用问责措施，请通过 /v1/dismissals 办理免职（解聘）案件。
chair_approves = 问责决定应当由决定当日在任的教育督导委员会主任或者副主任批准。
no_such_demand = 该约谈没有此项尚未报告的要求。
unit_or_post_needed = 须写明单位或者职务，二者只写其一。
before_the_meeting = 该日期早于会议日期。
no_such_resolution = 该会议没有此代码的议定事项。
resolution_is_done = 该议定事项已经办结。
due_before_held = 约谈要求的期限不得早于约谈之日。
indicator_system_exists = 该地区已有同代码、同日起施行的指标体系。
one_holder_needed = 须写明人员，或者写明任职者姓名，二者只写其一。
title_of_named_holder = 任职者身份只随任职者姓名填写。
chief_inspector_exists = 该机构同一时间已有一名总督学。
authority_needed = 须写明督导机构，或者写明届。
cohort_of_another_authority = 这一届属于另一个督导机构。
cohort_is_for_part_time = 届只适用于兼职督学。
cohort_too_long = 一届不得超过 { $years } 年。
appointment_exists = 此人在该机构已有未完结的提名。
appointments_overlap = 此人在该机构的任期重叠。
recusal_declaration_needed = 决定之前须申报回避情形。
outside_of_cohort = 不在这一届的起止日期之内。
term_too_long = 任期最迟至 { $latest }。
term_not_begun = 任期尚未开始。
term_over = 任期已于 { $last } 届满。
next_term_exists = 已有下一任期的任命。
cohort_in_use = 已有任命的届不能改变终止日期。
full_time_has_no_term = 专职督学没有任期。
credential_of_another = 此督学证编号属于他人。
not_certified_on = { $day } 当日没有有效的督学资格认定。
under_sanction = 处分期至 { $until }。
terms_used_up = 连续任职已满 { $max } 个任期。
older_than = 截至 { $day }，年龄超过 { $max } 周岁。
birth_date_needed = 已设年龄上限，但出生日期不详。
renewal_too_early = 续聘审核自 { $opens } 起办理。
no_post_free = 编制 { $posts } 名，已用 { $taken } 名。
not_filed_upward = 尚未报上级督导机构备案。
not_published = 尚未公布。
not_possible_from = 状态为 `{ $status }` 时不能办理 `{ $event }`。
made_by_the_same = 提名或者审核的人不得对其作出决定。
status_as_of = `as_of` 已限定为当日在任者，不能同时指定 `status`。
stays_away = 须回避：{ $ground }。
not_in_office = 当日不在任。
school_of_another_zone = 学校不属于此责任区。
assigned_already = 此人同期已在此责任区任职。
lead_exists = 此责任区同期已有组长。
zone_is_closed = 责任区已撤销。
lead_is_part_time = 组长为兼职督学，暂行牵头。
not_a_month = 应为月份，如 2026-11。
not_a_semester = 应为学期，如 2026-autumn（九月至次年一月）或 2026-spring（三月至七月）。
not_of_this_kind = 此类记录没有此项。
period_not_begun = 报告所涉期间在提交之日尚未开始。
notice_after_visit = 通知日期不能晚于督导日期。
report_before_visit = 督导报告的提交日期不能早于督导日期。
suspended_that_day = 该日此人被停职：该次履职不计入工作补贴。
died_on = 此人已于 { $day } 去世。
file_is_closed = 该人员的档案自 { $since } 起已关闭。
identity_changed_since = 自本次计算之后，发放对象中有人的姓名或证件号码已变更，须重新计算。
not_in_office_that_day = 该日此人没有在任的督学任职：该次履职不计入工作补贴。
credential_not_shown = 未出示督学证。
visit_too_short = 督导时间不足 { $hours } 小时。
no_theme = 本次督导没有主题。
nothing_left = 本次督导未留下记录，或未当场反馈。
report_late = 未在 { $days } 日内提交督导报告。
mode_not_in_use = 本地不采用此种督导方式。
notice_too_early = 通知早于督导前 { $days } 个工作日。
duty_days_missing = 履职 { $there } 天，应不少于 { $needed } 天。
report_missing = 缺少 { $period } 的报告。
visits_missing = { $period } 督导 { $there } 次，应不少于 { $needed } 次。
reference_in_use = 该外部编号已用于另一条记录。
months = 应为月份的列表（1 至 12）。
visit_modes = 应为督导方式的列表：scheduled、random。
many_schools = 负责 { $count } 所学校，宜为 { $target } 所左右。
same_zone_long = 自 { $since } 起在该责任区任职，满 { $years } 年应当交流轮换。
not_a_year = 须为四位年份。
too_few_inspectors = 需要 { $needed } 名督学，可抽取 { $there } 名。
nobody_has_speciality = 可抽取的督学中无人具备“{ $speciality }”专长。
grades_overlap = 同一序列的两个等级在同一天重叠。
grade_held_then = 同一序列在 { $from } 至 { $until } 期间已有另一等级。
post_grade_of_another_title = 该职称对应的岗位等级为 { $min } 至 { $max } 级。
bank_account_form = 银行账号应为 8 至 30 位数字。
not_a_payer = 该单位不是发放单位。
payees_overlap = 同一人在同一日会有两条收款信息。
payee_recorded_then = 该人员 { $from } 至 { $until } 已有收款信息。
account_shared = 另有他人使用同一银行账号。
possible_duplicate = 已登记人员中有人与其姓名、出生日期相同；如为同一人，请合并记录。
promotion_exists = 此人在该序列已有未办结的晋升。
rank_is_recorded_only = 职级由组织人事部门决定，本系统只作记录。
inspector_grades_are_off = 尚未启用督学职级。
no_separate_line = 本地未对督学职称单列指标。
title_not_recorded = 人事部门尚未登记该日的职称 { $grade }。
grade_is_another = 现任等级已不是决定时的等级。
checks_themselves = 被反映人不得核查对本人的投诉。
nothing_follows = 查不属实的投诉不作处理。
review_open = 如不服本决定，可于{ $until }前申请复核。
appeal_open = 如不服本决定，可于{ $until }前提出申诉。
second_appeal_open = 如不服申诉处理决定，可于{ $until }前提出再申诉。
dismissal_exists = 该人员已有未了结的案件。
ground_not_in_use = 本地未启用该事由。
criticism_only = 应当回避而未回避的，只能给予批评教育，不得加重。
article_of_another_ground = 该事由所依据的条款应为：{ $articles }。
effect_before_decision = 决定生效日不得早于作出决定之日。
measure_of_a_change = 只有变更决定才写明措施。
defence_runs = 陈述申辩期至{ $until }届满。
not_in_effect_yet = 该决定自{ $day }起生效。
remedy_days_run = 救济期限至{ $until }届满。
remedy_not_open = 目前不能提出该项救济。
remedy_too_late = 该项救济应当在{ $until }前提出。
remedy_stays_it = 救济尚未作出决定，决定暂停执行。
nothing_to_end = 该人员没有在任职务，也不在人才库中。
removed_by_government_only = 专职督学由政府免职；请提请政府决定。
nobody_to_propose_for = 该人员没有专职督学职务。
heavier_than_intended = 该措施重于告知当事人并听取陈述申辩的措施。
not_lighter = 不得因申请救济而加重；变更应当减轻。
signal_of_nothing = 没有可作为线索的该人员的此项记录。
zone_taken = 责任区的岗位已有人担任；请另行指定同等责任区。
words_of = 应当是以下各项中若干项的列表：{ $values }。
days_of = 应当为以下各项分别写明天数（1至{ $max }的整数）：{ $names }。
vacancy_exists = 该岗位已有空缺记录。
replacement_is_off = 本地未启用递补。
person_is_back = 原任督学已恢复聘任。
candidate_excluded = 该人员已不符合人选条件：{ $why }。
cohort_is_over = 该届已于 { $last } 届满。
has_not_left = 该聘任尚未结束，或者从未到任。
follows_from_the_appointment = 由离任的聘任记录确定。
stipend_standards_overlap = 同一区域的两项补贴标准在同一天重叠。
amounts_alike = 第 { $first } 行与第 { $second } 行的补贴项目和适用对象相同。
amounts_tie = 第 { $first } 行与第 { $second } 行适用于同一些人，且条件同样具体。
cap_of_the_draft = 草案载明的年度上限为 { $fen } 分。
standard_of_month_needed = 本区域在 { $month } 没有生效的补贴标准。
month_not_begun = { $month } 尚未开始。
month_not_over = 本月至 { $last } 结束；履职核实应在月末当日或之后。
roster_notice_needed = 须先公示发放名册，且公示期满。
cap_passed = 本次发放超出年度预算上限 { $cap } 分，超出 { $beyond } 分。
run_decided_meanwhile = 本批次计算之后，本区域另有批次获批，请重新计算。
run_sums_changed = 本批次金额与批准时不一致：数据库中的数据被改动过。查明之前不得据此发放。
lines_unreported = 尚有 { $count } 条明细没有支付结果：在批次明细列表中以 `unreported=true` 查看。
payment_reported_meanwhile = 本批次计算之后，财政又报告了本批次所更正款项的支付结果，请重新计算。
before_run_was_sent = 本批次于 { $day } 送财政，此前不可能支付。
stipend_run_exists = 本区域该月已有发放批次。
line_of_another_run = 该明细不属于本批次。
line_not_paid = 只有已支付的款项才能退回。
line_paid_already = 该明细已支付。
line_not_payable = 该明细已暂缓或金额为零，不予支付。
amount_of_the_line = 该明细金额为 { $fen } 分。
reported_twice = 同一流水号只对应一条支付结果。
follows_from_the_promotion = 督学职级及其起始日期由晋升程序产生，不得直接更正；可以终止或者撤销该职级记录。
domains_missing = 目标责任书缺少以下方面：{ $domains }。

## The start page

start_title = 督学登记系统
start_lead = 这里是 duxue。程序持令牌经 REST 与 GraphQL 使用本系统。
start_console = 各项操作，可阅读并试用
start_graphiql = GraphQL 控制台
start_contract = REST 接口的契约
start_notices = 正在公示、可提出异议的事项，无需令牌
start_tokens = 令牌从何处、如何获取
start_health = 系统是否就绪
start_lifecycles = 各类记录的状态如何变化
start_problems = 每一种错误的含义与处理办法
start_certificates = 核验证书，无需令牌
chart_of_structure = 督学队伍结构：按{ $by }
chart_in_office = { $day }在任督学，总数：{ $total }
chart_few = 少于{ $smallest }或不予显示
chart_overlaps = 一人可在多项中计数，各项之和可大于总数。
chart_protects = 为保护个人信息，少于{ $smallest }人的项及可据以推算的项不显示人数。
chart_cut = 仅显示前{ $max }项。
chart_of_coverage = 学校和责任区覆盖情况
chart_coverage_day = 截至{ $day }
chart_there = 符合要求
chart_missing = 缺口
chart_coverage_note = 学校和督学按所数，其余各项按责任区数计。
chart_of_stipends = { $year }年督学津贴发放情况（元）
chart_granted = 已核定{ $granted }，暂缓{ $held }
chart_stipend_note = 按已决定的发放批次统计，税前；更正计入被更正的月份。
chart_of_assessments = { $year }年督学年度考核结果（按考核机构）
chart_assessed = 参加考核{ $people }人
chart_of_cadence = { $year }年应办督导事项
chart_missed = 未按期完成：{ $missed }
chart_due = 竖线为应办数量；右侧数字为已办数量和应办数量。
chart_of_participation = { $year }年成员单位履职情况
chart_participation_note = 右侧数字依次为到会次数、按期办结的议定事项、按期答复的移交问题，以及各自总数。
chart_of_findings = 督导问题：按{ $by }
chart_problems = 问题：{ $problems }
chart_closed = 已销号
chart_not_closed = 未销号
chart_finding_note = 右侧数字为已销号问题和全部问题。
chart_open = 尚未确定
chart_places = 竖线为优秀名额；右侧数字为已评优秀人数和优秀名额。

## Other pages

problems_title = 错误一览
problems_lead = 每次拒绝都在 `code` 中给出下列代码之一。代码一经公布，含义不再改变。
problem_cause = 何时出现
problem_cure = 如何处理
problem_example = 示例
lifecycles_lead = 在哪个状态下，由谁发起哪个事件。没有箭头的事件不改变状态，或者由记录决定去向。
lifecycle_event = 事件
lifecycle_steps = 状态变化
lifecycle_by = 发起角色
lifecycle_needs = 必填
check_title = 证书核验
check_lead = 按证书编号与持证人姓名核验，或者扫描纸质证书上的二维码。
check_number = 证书编号
check_holder = 持证人
check_area = 所属地区
check_term = 有效期
check_button = 核验
check_next = 下一步
check_none = 登记系统中没有与之相符的证书。请对照证书核对编号与姓名。
check_limited = 核验未果次数过多，请在 { $seconds } 秒后再试。
check_in_force = 证书有效。
check_not_in_force = 证书今日不在有效期内。
check_suspended = 证书已暂停使用。
check_revoked = 证书已被撤销。
check_surrendered = 证书已交回。
check_expired = 证书已过有效期。

## Areas and the days of a calendar

area_unknown = 已上传的行政区划表中没有此代码。
area_not_yet = 此行政区划自 { $from } 起有效。
area_abolished = 此行政区划在 { $until } 之后已撤销。
area_succeeded = 此行政区划在 { $until } 之后已撤销，并入 { $successors }。
not_a_weekend_day = 只有周六或周日可以调休上班。
calendar_would_be_empty = 此日历没有任何日期，会取代已有日期的日历。确需如此时请将 allow_empty 设为 true。

## The dashboard

start_dashboard = 应办、已办和逾期事项统计图表
dashboard_title = 督导数据看板
dashboard_lead = 请输入访问令牌。令牌只保存在本页面，关闭页面即失效。
dashboard_token = 访问令牌
dashboard_area = 行政区划代码（六位数字；不填则为权限内全部范围）
dashboard_year = 年度（不填则为本年）
dashboard_show = 显示
dashboard_away = 系统无应答。
dashboard_cadence = 应办督导事项
dashboard_participation = 成员单位履职情况
dashboard_findings = 问题与整改
dashboard_coverage = 责任督学挂牌覆盖
dashboard_team = 督学队伍
dashboard_assessments = 年度考核
dashboard_stipends = 津贴发放
