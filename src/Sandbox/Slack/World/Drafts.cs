using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>What Slack's client remembers for a person: choices made in messages, and options last offered by external selects.</summary>
public sealed class Drafts
{
    readonly ConcurrentDictionary<(string Person, string Channel, string Ts), ViewState> states = new();
    readonly ConcurrentDictionary<(string Person, string Block, string Action), JsonArray> offered = new();

    internal ViewState? Find(string personId, Message message) => states.GetValueOrDefault((personId, message.ChannelId, message.Ts));

    internal void Keep(string personId, Message message, ViewState state) => states[(personId, message.ChannelId, message.Ts)] = state;

    internal JsonArray? OptionsOf(string personId, string block, string action) => offered.GetValueOrDefault((personId, block, action));

    internal void Offer(string personId, string block, string action, JsonArray options) => offered[(personId, block, action)] = options;
}
