using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Bot;

/// <summary>Which channel serves which purpose: section Channels. Several platforms: slack:C0123,discord:80351….</summary>
sealed class ChannelsOptions : ISettings
{
    public const string Section = "Channels";

    public string Alerts { get; init; } = "";
    public string Approvals { get; init; } = "";
    public string Billing { get; init; } = "";
    public string Audit { get; init; } = "";
    public string Ops { get; init; } = "";

    public string For(Purpose purpose) => purpose switch
    {
        Purpose.Alerts => Alerts,
        Purpose.Approvals => Approvals,
        Purpose.Billing => Billing,
        Purpose.Audit => Audit,
        Purpose.Ops => Ops,
    };

    /// <summary>Without a platform's name in front, the shape of the id says whose it is.</summary>
    public IEnumerable<(Purpose Purpose, string Platform, string Id)> All =>
        from purpose in Enum.GetValues<Purpose>()
        from entry in For(purpose).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        select entry.Split(':', 2) is [var platform, var id] ? (purpose, platform, id)
            : (purpose, entry.All(char.IsAsciiDigit) ? "discord" : "slack", entry);

    public IEnumerable<string> Problems =>
    [
        .. Misread,
        .. from channel in All
           group channel by (channel.Purpose, channel.Platform) into same
           where same.Count() > 1
           select $"{Section}:{same.Key.Purpose} names {same.Count()} channels of {same.Key.Platform}. Set OPSBOT_{Section}__{same.Key.Purpose} to one channel for each platform.",
    ];

    IEnumerable<string> Misread =>
        from channel in All
        let good = channel.Platform switch
        {
            "slack" => channel.Id is ['C' or 'G', _, ..] && channel.Id.All(char.IsAsciiLetterOrDigit),
            "discord" => channel.Id.Length is > 15 and < 22 && channel.Id.All(char.IsAsciiDigit),
            _ => false,
        }
        where !good
        select $"{Section}:{channel.Purpose} is not right: “{channel.Id}” is not the id of a {channel.Platform} channel. Set OPSBOT_{Section}__{channel.Purpose} to the id, which starts with C in Slack (open the channel, click its name, look at the bottom of About) and is a number in Discord (with Developer Mode on, right-click the channel, Copy Channel ID).";
}
