using Npgsql;
using OpsBot.Core.Operations;
using OpsBot.Core.Overview.Why;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record WhyInstance([Arg("which instance")] InstanceId Instance) : IQuestion<WhyInstance, Explained>
{
    public static Spec Spec { get; } = new("instance why",
        "Why an instance is as it is: what was done to it, by whom, for what reason") { Examples = ["/instance why acme-prod"] };
}

/// <summary>The same card as /why has.</summary>
sealed class WhyInstanceHandler(WhyLook look) : IAnswerQuestion<WhyInstance, Explained>, ILookOutside<WhyInstance, Explained>
{
    public string Whom => "The database";

    public Task<Looking<Explained>?> Aim(WhyInstance question, NpgsqlConnection db, CancellationToken cancel) =>
        Task.FromResult<Looking<Explained>?>(look.At(typeof(InstanceId), question.Instance.Value));

    public Task<Result<Explained>> Answer(WhyInstance question, Work work, CancellationToken cancel) =>
        Task.FromResult(work.Seen<Explained>());
}
