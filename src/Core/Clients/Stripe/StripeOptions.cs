using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Stripe;

/// <summary>The account at Stripe through which customers pay; the section "Stripe".</summary>
public sealed class StripeOptions : ISettings
{
    const int ShortestKey = 16;

    /// <summary>Without one, nothing at Stripe is called.</summary>
    public string Key { get; init; } = "";

    public Uri ApiUrl { get; init; } = new("https://api.stripe.com");

    /// <summary>Whoever signs with one of them is Stripe; several, with commas between, while one is replaced by another.</summary>
    public string WebhookSecrets { get; init; } = "";

    public IReadOnlyList<string> Secrets =>
        WebhookSecrets.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>For one try.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Before the second try; longer before the third.</summary>
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    public bool IsSetUp => Key.Length > 0;

    public bool IsLive => Key.Contains("_live_", StringComparison.Ordinal);

    /// <summary>It may do only what it was given.</summary>
    public bool IsRestricted => Key.StartsWith("rk_", StringComparison.Ordinal);

    public IEnumerable<string> Problems
    {
        get
        {
            if (Key.Length > 0 && !IsKey(Key))
                yield return "Stripe:Key is none: they begin with rk_live_ or rk_test_. Set OPSBOT_Stripe__Key to a restricted key, from "
                    + "https://dashboard.stripe.com/apikeys, Create restricted key.";
            if (!ApiUrl.IsAbsoluteUri || (ApiUrl.Scheme != Uri.UriSchemeHttps && !ApiUrl.IsLoopback))
                yield return "Stripe:ApiUrl has to begin with https://. Leave OPSBOT_Stripe__ApiUrl out.";
            if (Secrets.Any(secret => !secret.StartsWith("whsec_", StringComparison.Ordinal) || secret.Length < ShortestKey))
                yield return "Stripe:WebhookSecrets begin with whsec_ each. Set OPSBOT_Stripe__WebhookSecrets to what "
                    + "https://dashboard.stripe.com/webhooks shows below your endpoint, Signing secret.";
            if (Key.Length == 0 && Secrets.Count > 0)
                yield return "Stripe:WebhookSecrets are set, and there is no key to read by what is reported. Set OPSBOT_Stripe__Key to a "
                    + "restricted key, from https://dashboard.stripe.com/apikeys, Create restricted key.";
            if (CallTimeout < TimeSpan.FromMilliseconds(50) || CallTimeout > TimeSpan.FromMinutes(2))
                yield return "Stripe:CallTimeout is out of range. Set OPSBOT_Stripe__CallTimeout to 00:02:00 or less, or leave it out.";
            if (RepeatAfter < TimeSpan.FromMilliseconds(1) || RepeatAfter > TimeSpan.FromSeconds(5))
                yield return "Stripe:RepeatAfter is out of range. Set OPSBOT_Stripe__RepeatAfter to 00:00:05 or less, or leave it out.";
        }
    }

    static readonly string[] beginnings = ["rk_live_", "rk_test_", "sk_live_", "sk_test_"];

    static bool IsKey(string key) => key.Length >= ShortestKey && key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_')
        && beginnings.Any(start => key.StartsWith(start, StringComparison.Ordinal));

    public override string ToString() => "Stripe (secrets hidden)";
}
