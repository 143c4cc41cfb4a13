namespace OpsBot.Bot.Chat;

/// <summary>What a request's signature says about it; only Valid may be looked at any further.</summary>
public enum SignatureCheck { Valid, Missing, Stale, Wrong }
