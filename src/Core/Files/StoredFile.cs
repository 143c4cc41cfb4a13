using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Files;

public readonly record struct FileId(Guid Value) : IId<FileId>
{
    public static string Prefix => "fil";
    public static FileId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>A file as it was made, byte for byte.</summary>
public sealed record StoredFile(FileId Id, string Name, string MediaType, byte[] Content, string Sha256)
{
    /// <summary>No platform takes more, and no mail server has to.</summary>
    public const int Largest = 8 * 1024 * 1024;

    public Attachment Attachment => new(Name, "") { MediaType = MediaType, Bytes = Content };
}

/// <summary>What is handed out is kept: a document for ever, anything else for as long as its message.</summary>
public static class StoredFiles
{
    static readonly TimeSpan stay = TimeSpan.FromDays(30);

    extension(Work work)
    {
        /// <summary>The one file of a document; none where it was not made yet.</summary>
        public Task<StoredFile?> DocumentOf(IId about, CancellationToken cancel) => work.Find<StoredFile>(
            """
            select id, name, media_type, content, sha256
            from   files
            where  about_kind = @Kind and about_id = @Value
            """, new { about.Kind, about.Value }, cancel);

        /// <summary>Keeps a document for ever. Where somebody has made it meanwhile, theirs is the one.</summary>
        public async Task<StoredFile> KeepDocument(IId about, string name, string mediaType, byte[] content, CancellationToken cancel)
        {
            await work.Execute(
                """
                insert into files (id, name, media_type, content, sha256, about_kind, about_id, made_at)
                values (@Id, @name, @mediaType, @content, encode(sha256(@content), 'hex'), @Kind, @About, @Now)
                on     conflict (about_kind, about_id) where about_id is not null do nothing
                """,
                new { Id = Guid.CreateVersion7(work.Now), name, mediaType, content, about.Kind, About = about.Value, work.Now }, cancel);
            return await work.DocumentOf(about, cancel) ?? throw new InvalidOperationException($"{name} was not kept.");
        }

        /// <summary>Keeps what is no document for as long as the message that has it.</summary>
        public Task<StoredFile> KeepFile(string name, string mediaType, byte[] content, CancellationToken cancel) =>
            work.Get<StoredFile>(
                """
                insert into files (id, name, media_type, content, sha256, made_at, kept_until)
                values (@Id, @name, @mediaType, @content, encode(sha256(@content), 'hex'), @Now, @Until)
                returning id, name, media_type, content, sha256
                """,
                new { Id = Guid.CreateVersion7(work.Now), name, mediaType, content, work.Now, Until = work.Now + stay }, cancel);
    }
}
