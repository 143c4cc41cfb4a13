using OpsBot.Core.Billing.Gateway;

namespace OpsBot.Core.Clients.Stripe;

/// <summary>Whose doing a thing is, in its metadata: by it a thing is found again whose making was never heard of.</summary>
static class StripeMark
{
    const string Trail = "opsbot_trail", Step = "opsbot_step";

    public static Dictionary<string, string> Of(Posting posting) =>
        new() { [Trail] = posting.Trail.ToString("n"), [Step] = posting.Step };

    public static PostingMark? In(Dictionary<string, string>? metadata) =>
        metadata?.GetValueOrDefault(Trail) is { } trail && Guid.TryParseExact(trail, "n", out var known)
            ? new(known, metadata.GetValueOrDefault(Step) ?? "") : null;
}
