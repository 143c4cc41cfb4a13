namespace OpsBot.Sandbox.Slack;

/// <summary>Where an interactive element sits: on a message, or on a view (modal and App Home alike).</summary>
public readonly record struct Container
{
    public string? ChannelId { get; private init; }
    public string? Ts { get; private init; }
    public string? ViewId { get; private init; }

    public static Container Of(Message message) => new() { ChannelId = message.ChannelId, Ts = message.Ts };
    public static Container Of(View view) => new() { ViewId = view.Id };
    public static Container OfMessage(string channelId, string ts) => new() { ChannelId = channelId, Ts = ts };
    public static Container OfView(string viewId) => new() { ViewId = viewId };
}
