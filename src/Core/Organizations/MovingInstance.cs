using OpsBot.Core.Instances;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

/// <summary>An instance on which a job is at work, so that nothing is done to all of its organization before that is over.</summary>
sealed record MovingInstance(string Slug, InstanceState State)
{
    public static Task<MovingInstance?> Of(Work work, OrganizationId organization, CancellationToken cancel) =>
        work.Find<MovingInstance>(
            """
            select   slug, state
            from     instances
            where    organization_id = @organization and trail is not null
            order by slug
            limit    1
            """, new { organization }, cancel);

    public Refusal Wait(string by, string organization) =>
        new($"{Slug} is {State.Words()} right now. Wait until that is done, then {by} {organization}.")
        {
            WaysOn = [new("Show", $"/instance show {Slug}")],
        };
}
