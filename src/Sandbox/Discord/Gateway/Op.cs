namespace OpsBot.Sandbox.Discord;

/// <summary>https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-opcodes</summary>
static class Op
{
    internal const int Dispatch = 0;
    internal const int Heartbeat = 1;
    internal const int Identify = 2;
    internal const int PresenceUpdate = 3;
    internal const int VoiceStateUpdate = 4;
    internal const int Resume = 6;
    internal const int Reconnect = 7;
    internal const int RequestGuildMembers = 8;
    internal const int InvalidSession = 9;
    internal const int Hello = 10;
    internal const int HeartbeatAck = 11;
}
