namespace OpsBot.Sandbox.Cloud;

/// <summary>
/// What runs on the pretend servers. It is told in the order in which things happen and while nobody else reaches the project, so it
/// returns at once: what takes its time is begun here and goes on elsewhere.
/// </summary>
public interface IBoots
{
    /// <summary>
    /// It has power and begins to boot at <see cref="CloudServer.Address"/>. Where <paramref name="isNew"/>, its system is new to that
    /// server (made, made of a picture, or rebuilt), so cloud-init runs its <see cref="CloudServer.UserData"/>; else it comes up as it
    /// was, on what <see cref="CloudServer.Disk"/> holds.
    /// </summary>
    void On(CloudServer server, bool isNew);

    /// <summary>Its power is gone: what answered there answers no more. What is on its disk stays.</summary>
    void Off(CloudServer server);

    /// <summary>It is deleted, and what was on its disk with it.</summary>
    void Gone(CloudServer server);

    /// <summary>A picture is taken: what was on the disk at that moment, as a server that is made of the picture will find it.</summary>
    object? Copy(CloudServer server);
}
