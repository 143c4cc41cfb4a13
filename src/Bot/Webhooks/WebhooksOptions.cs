using System.Net;
using OpsBot.Core.Alerts;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Webhooks;

/// <summary>An address that is told what becomes of alerts, and the secret that what it is told is signed with.</summary>
sealed class Webhook
{
    /// <summary>As people are told of it; its host where it has no name.</summary>
    public string Name { get => field.Length > 0 ? field : Address?.Host ?? ""; init; } = "";

    public string Url { get; init; } = "";

    public string Secret { get; init; } = "";

    public Uri? Address => Uri.TryCreate(Url, UriKind.Absolute, out var address) ? address : null;
}

/// <summary>Who is told of alerts beside people; section <c>Alerts</c>.</summary>
sealed class WebhooksOptions : ISettings
{
    const int ShortestSecret = 16;

    public IReadOnlyList<Webhook> Webhooks { get; init; } = [];

    /// <summary>Addresses of this machine itself, and plain http to them: for trying it out.</summary>
    public bool LoopbackWebhooks { get; init; }

    public IEnumerable<string> Problems =>
    [
        .. Webhooks.Index().Where(one => !IsGood(one.Item)).Select(one =>
            $"{Setting(one.Index)}Url is not the address of a webhook: it begins with https:// and has no user in it. Plain http is for "
            + $"this machine alone, with OPSBOT_{AlertsOptions.Section}__LoopbackWebhooks=true."),
        .. Webhooks.Index().Where(one => one.Item.Secret.Length < ShortestSecret).Select(one =>
            $"{Setting(one.Index)}Secret is missing or too short: set at least {ShortestSecret} letters, the same as where it goes to."),
        .. Webhooks.GroupBy(one => one.Name).Where(same => same.Count() > 1 || same.Key.Contains('/', StringComparison.Ordinal))
            .Select(same => $"{AlertsOptions.Section}:Webhooks has “{same.Key}” more than once, or with a stroke in it. Give each a Name of its own."),
    ];

    bool IsGood(Webhook webhook) => webhook.Address is { UserInfo: "" } address
        && (address.Scheme == Uri.UriSchemeHttps || (LoopbackWebhooks && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    /// <summary>Never this machine, nor what a cloud tells only the machine itself, whatever a name says it is.</summary>
    public bool MayReach(IPAddress address) => LoopbackWebhooks || !(IPAddress.IsLoopback(address) || IsLocal(address));

    static bool IsLocal(IPAddress address)
    {
        var bare = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return IPAddress.IsLoopback(bare) || bare.IsIPv6LinkLocal || bare.Equals(IPAddress.Any) || bare.Equals(IPAddress.IPv6Any)
            || bare.GetAddressBytes() is [169, 254, _, _];
    }

    static string Setting(int index) => $"OPSBOT_{AlertsOptions.Section}__Webhooks__{index}__";
}
