using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace ScalewayPoc.Emulators.Issuer;

/// <summary>The issuer's keys, kept between runs: sessions and tokens survive a restart.</summary>
/// <param name="Signing">Signs tokens; its public part is served.</param>
/// <param name="Encryption">Encrypts authorization codes and refresh tokens, which have no other storage.</param>
sealed record IssuerKeys(RsaSecurityKey Signing, SymmetricSecurityKey Encryption)
{
    /// <param name="folder">Folder of the key files; <see langword="null"/> for keys of this run only.</param>
    public static IssuerKeys Open(DirectoryInfo? folder)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Load(folder, "signing.key", () =>
        {
            using var created = RSA.Create(2048);
            return created.ExportPkcs8PrivateKey();
        }), out _);
        var id = Convert.ToHexStringLower(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()).AsSpan(0, 8));
        return new(
            new RsaSecurityKey(rsa) { KeyId = id },
            new SymmetricSecurityKey(Load(folder, "encryption.key", () => RandomNumberGenerator.GetBytes(32))));
    }

    static byte[] Load(DirectoryInfo? folder, string name, Func<byte[]> create)
    {
        if (folder is null)
            return create();
        var file = new FileInfo(Path.Combine(folder.FullName, name));
        // A process that was killed may have left an empty file.
        if (file is not { Exists: true, Length: > 0 })
        {
            folder.Create();
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            // Beside and renamed: what has the final name is complete.
            var temporary = $"{file.FullName}.new";
            using (var stream = new FileStream(temporary, options))
                stream.Write(create());
            File.Move(temporary, file.FullName, overwrite: true);
        }
        return File.ReadAllBytes(file.FullName);
    }
}
