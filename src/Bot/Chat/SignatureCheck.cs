namespace OpsBot.Bot.Chat;

/// <summary>What a request's signature says about it; only Valid may be looked at any further.</summary>
public enum SignatureCheck { Valid, Missing, Stale, Wrong }

static class SignatureRefusals
{
    /// <summary>Why it is turned away; none where it is not.</summary>
    public static Refused? Refusal(this SignatureCheck check) => check switch
    {
        SignatureCheck.Valid => null,
        SignatureCheck.Missing => Refused.Unsigned,
        SignatureCheck.Stale => Refused.Stale,
        SignatureCheck.Wrong => Refused.WrongSignature,
    };
}
