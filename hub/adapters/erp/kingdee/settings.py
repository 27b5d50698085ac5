"""What a Kingdee system is told beside its address: which account set, who we are, and what a sales order needs there.

>>> KingdeeSettings(account="6", user="hub", app_id="env:KD_APP", app_secret="file:kd").finish
'audit'
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from hub.model.config import Secret


class KingdeeSettings(BaseModel):
    """Settings of one account set (账套). The defaults are those of a new one."""

    model_config = ConfigDict(extra="forbid")

    account: str = Field(min_length=1, description="id of the account set (账套 ID)")
    user: str = Field(min_length=1, description="the integration user (集成用户)")
    app_id: Secret = Field(description="reference to the application id (应用 ID), which holds a part of the key")
    app_secret: Secret = Field(description="reference to the application secret (应用密钥)")
    language: int = Field(default=2052, description="language of answers: 2052 Chinese, 1033 English")
    login_organisation: int = Field(default=0, ge=0, description="number of the organisation to log in to, 0 for the user's own")
    organisation: str = Field(default="100", min_length=1, description="sales organisation of the orders (销售组织)")
    bill_type: str = Field(default="XSDD01_SYS", min_length=1, description="type of the sales orders (单据类型)")
    prefix: str = Field(default="TP-", pattern=r"^[A-Z][A-Z0-9]{0,7}-$", description="how the numbers of bills begin that the hub makes")
    prices: Literal["taxed", "net"] = Field(default="taxed", description="what a price is of which the order does not say it")
    finish: Literal["save", "submit", "audit"] = Field(default="audit", description="how far the hub brings a bill; the rest is for people")
